package org.syscalllabs.testkit;

import java.util.List;
import org.syscalllabs.trace.Evidence;
import org.syscalllabs.trace.Syscall;

/** What a server is doing: the calls that it has begun and that have not returned. */
final class Doing {

    private Doing() {}

    /** A line of evidence for each call, with the client that it is for. */
    static List<Evidence> evidence(ServerUnderTest server) {
        var names = server.names();
        var trace = server.trace();
        return server.live().pending().stream()
                .map(call ->
                        new Evidence(
                                call.line(),
                                trace.threadName(call.tid()),
                                text(call),
                                names.getOrDefault(call.socket().peerPort(), ""),
                                "not returned yet"))
                .toList();
    }

    /** In one sentence, for {@code because}. */
    static String sentence(ServerUnderTest server) {
        var pending = server.live().pending();
        if (pending.isEmpty()) {
            return "the server was in no call of those that the trace shows: it computed, or waited"
                    + " for a lock";
        }
        var last = pending.getLast();
        var client = server.names().get(last.socket().peerPort());
        var whose = client == null ? "" : " of " + client + "'s connection";
        return "the server was in " + text(last) + whose + ", line " + last.line();
    }

    private static String text(Syscall call) {
        return call.fd() >= 0 ? call.name() + "(" + call.fd() + ")" : call.name() + "()";
    }
}
