package org.syscalllabs.trace.claim;

import java.util.List;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.ListeningSocket;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Syscall;

/**
 * SIGTERM, the end of the server, and then the bind of the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
record PortHandedOn() implements Claim {

    @Override
    public String sentence() {
        return "told to end by SIGTERM, the server ends, and the next one has its port";
    }

    @Override
    public Judge judge(Follower server) {
        var handover = new Handover(server);
        return Judge.of(handover, () -> verdict(handover));
    }

    private Verdict verdict(Handover handover) {
        if (handover.sockets().isEmpty()) {
            return refuted("no server listened", List.of());
        }
        var first = handover.sockets().getFirst();
        var next = handover.next(first);
        var told = handover.toldToEnd(first);
        var end = first.end();
        var table = handover.story(first);
        if (next != null) {
            table.add(claims(next), "", "the next server has the port");
        }
        if (told == null) {
            return refuted("no SIGTERM reached the server", table.rows());
        }
        if (end == null || end.line() < told.line()) {
            return refuted(
                    "SIGTERM reached it on line %d, and %s did not end"
                            .formatted(told.line(), Handover.survivor(first)),
                    table.rows());
        }
        if (next == null) {
            return refuted("no other server listened on port " + first.port(), table.rows());
        }
        var bound = claims(next).line();
        if (bound < end.line()) {
            return refuted(
                    "the next server had the port on line %d, before the first had ended (line %d)"
                            .formatted(bound, end.line()),
                    table.rows());
        }
        return Verdict.proved(
                sentence(),
                "the next server bound port " + next.port() + " after the first had ended",
                table.rows(),
                how(first, end));
    }

    private Verdict refuted(String finding, List<Evidence> evidence) {
        return Verdict.refuted(
                sentence(),
                finding,
                evidence,
                "a port is free when the last descriptor of its listener is closed: at the"
                        + " latest when its process ends",
                "end on SIGTERM: an operator sends it first, and SIGKILL only when that fails");
    }

    /** The call that claims the port: bind, where the log shows it. */
    private static Syscall claims(ListeningSocket socket) {
        var bind = socket.bind();
        return bind == null ? socket.listen() : bind;
    }

    private static String how(ListeningSocket first, Exit end) {
        var ended =
                end.signal() == null
                        ? "exited with " + end.status()
                        : "was killed by " + end.signal() + ": it does not handle the signal";
        return Handover.closes(first)
                ? "it closed its listener itself, and " + ended
                : "it " + ended + ", and the kernel closed its listener";
    }
}
