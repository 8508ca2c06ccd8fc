package org.syscalllabs.cli.demo;

import java.util.List;
import org.syscalllabs.cli.demo.Moment.Kind;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.view.Waits;

/**
 * A story that was played to its end.
 *
 * @param command what ran under strace, as shown
 * @param moments all that happened, in order
 * @param trace what the kernel saw of it
 */
public record Story(String command, List<Moment> moments, TraceLog trace) {

    /** What the trace proves. */
    public Verdict verdict() {
        return trace.judge(Claims.servedBefore("alice", "bob"));
    }

    /** Nanoseconds that bob's first byte waited in the backlog; 0 where it can't be told. */
    public long waited() {
        return trace.overview().waits().stream()
                .filter(wait -> wait.client().equals("bob"))
                .mapToLong(Waits.Wait::nanoseconds)
                .findFirst()
                .orElse(0);
    }

    /** Nanoseconds since the epoch of the first moment; all times are shown from there. */
    long begin() {
        return moments.getFirst().at();
    }

    /** Nanoseconds from the first moment to this one. */
    long since(Moment moment) {
        return moment.at() - begin();
    }

    /** When a client first did this, or when the server first did it for the client. */
    long first(String client, Kind kind) {
        return moments.stream()
                .filter(moment -> moment.client().equals(client) && moment.kind() == kind)
                .mapToLong(this::since)
                .findFirst()
                .orElse(0);
    }
}
