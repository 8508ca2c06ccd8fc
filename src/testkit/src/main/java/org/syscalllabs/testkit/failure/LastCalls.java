package org.syscalllabs.testkit.failure;

import java.util.List;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.EvidenceTable;
import org.syscalllabs.trace.strace.Syscall;

/** What a server did last for one client. */
final class LastCalls {

    private LastCalls() {}

    /** A line of evidence for each of the last calls: accept, receives, sends, the close. */
    static List<Evidence> evidence(ServerFacts server, int port, String client) {
        var table = new EvidenceTable(server::threadName);
        for (var event : server.lastCalls(port)) {
            var closes = event instanceof Syscall call && call.name().equals("close");
            table.add(event, client, closes ? "the server hangs up" : "");
        }
        return table.rows();
    }
}
