package org.syscalllabs.testkit.failure;

import java.util.List;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.strace.Syscall;

/** What a server is doing: the calls that it has begun and that have not returned. */
final class PendingCalls {

    private PendingCalls() {}

    /** A line of evidence for each call, with the client that it is for. */
    static List<Evidence> evidence(ServerFacts server) {
        var names = server.clientNames();
        return server.pending().stream()
                .map(call ->
                        new Evidence(
                                call.line(),
                                server.threadName(call.tid()),
                                text(call),
                                names.getOrDefault(call.socket().peerPort(), ""),
                                "not returned yet"))
                .toList();
    }

    /** In one sentence, for {@code because}. */
    static String sentence(ServerFacts server) {
        var stopped = server.stopped();
        if (stopped.isPresent()) {
            return "the server was stopped %s, line %d, and nobody has let it go on"
                    .formatted(stopped.get().details(), stopped.get().line());
        }
        var pending = server.pending();
        if (pending.isEmpty()) {
            return "the server was in no call of those that the trace shows: it computed, or waited"
                    + " for a lock";
        }
        var last = pending.getLast();
        var client = server.clientNames().get(last.socket().peerPort());
        var whose = client == null ? "" : " of " + client + "'s connection";
        return "the server was in %s%s, line %d".formatted(text(last), whose, last.line());
    }

    private static String text(Syscall call) {
        return call.fd() >= 0 ? call.name() + "(" + call.fd() + ")" : call.name() + "()";
    }
}
