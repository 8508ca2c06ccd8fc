package org.syscalllabs.trace.claim;

import java.util.List;
import org.syscalllabs.trace.server.Follower;

/** Told to end by SIGTERM, the server stops listening by a call of its own, and then ends. */
record ListenerClosedBeforeTheEnd() implements Claim {

    @Override
    public String sentence() {
        return "told to end by SIGTERM, the server closes its listener before it ends";
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
        var socket = handover.sockets().getFirst();
        var told = handover.toldToEnd(socket);
        var table = handover.story(socket);
        if (told == null) {
            return refuted("no SIGTERM reached the server", table.rows());
        }
        var end = socket.end();
        if (end == null) {
            return refuted(Handover.survivor(socket) + " did not end", table.rows());
        }
        if (!Handover.closes(socket)) {
            return refuted(
                    "it ended on line " + end.line() + ", and the kernel closed its listener",
                    table.rows());
        }
        var released = socket.released();
        var closed = released == null ? 0 : released.line();
        if (closed < told.line()) {
            return refuted("it had stopped listening before it was told to end", table.rows());
        }
        return Verdict.proved(
                sentence(),
                "it stopped listening on line %d, and ended on line %d"
                        .formatted(closed, end.line()),
                table.rows(),
                "a client that connects in between is refused at once, and is not lost");
    }

    private Verdict refuted(String finding, List<Evidence> evidence) {
        return Verdict.refuted(
                sentence(),
                finding,
                evidence,
                "until then the kernel has gone on to queue clients that no process will serve",
                "on SIGTERM first stop listening: shutdown() and close() of the listener");
    }
}
