package org.syscalllabs.testkit;

import java.time.Duration;
import java.util.Optional;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.testkit.failure.ClientExpectation;
import org.syscalllabs.testkit.machine.Quiet;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.testkit.protocol.Reply;

/** A client's wait for a reply, in the language that the server understands. */
record ReplyWait(ServerUnderTest server, Client client) {

    /** A server that has been idle for so long does nothing more for a client that waits. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long it must have been idle before another language is tried. */
    private static final Duration TRIAL = Duration.ofMillis(300);

    /**
     * The next reply. The first one of a check also tells the language: where a line gets none, an
     * error, or a server that dies of it, the same is said as an array, to a server started anew.
     * Where that is no better, the line is said again, to a third start, and its reply is waited
     * for as long as any other.
     */
    Reply next() {
        var spoken = server.spoken();
        if (spoken.known()) {
            return nextReply();
        }
        if (understands()) {
            spoken.answered();
            return nextReply();
        }
        if (triesArrays() && understands()) {
            spoken.answered();
        } else if (spoken.dialect() == Dialect.ARRAYS) {
            server.beginsAnew(Dialect.LINES);
        }
        spoken.settled();
        return nextReply();
    }

    /** Says as arrays what was said as lines; false when it can't be tried, or has been tried. */
    boolean triesArrays() {
        return !server.spoken().known()
                && server.spoken().dialect() == Dialect.LINES
                && (isRefused() || whoWasServedFirst().isEmpty())
                && server.clients().current().stream().anyMatch(Client::waitsForReply)
                && server.beginsAnew(Dialect.ARRAYS);
    }

    /** This client has got something itself: it does not wait for another that was served first. */
    private boolean isRefused() {
        return client.wire().ended() || client.wire().hasPending();
    }

    /** Whether something comes back that is no error. It stays to be read. */
    private boolean understands() {
        var wire = client.wire();
        var deadline = Deadline.in(server.timeout());
        var quiet = new Quiet(server.run().rest().idleness(), TRIAL);
        do {
            var over = server.isOver();
            wire.look();
            if (wire.hasPending()) {
                var rests = server.run().rest().isReached();
                wire.look();
                var reply = wire.peek(rests);
                if (reply.isPresent()) {
                    return !isError(reply.get());
                }
            }
            if (wire.ended() || over) {
                return false;
            }
        } while (quiet.pause(deadline));
        return false;
    }

    private Reply nextReply() {
        var wire = client.wire();
        var expected = "%s gets the reply%s".formatted(client.name(), client.forRequest());
        var deadline = Deadline.in(server.timeout());
        var quiet = new Quiet(server.run().rest().idleness(), patience());
        do {
            var over = server.isOver();
            wire.look();
            var whole = wire.next(false);
            if (whole.isPresent()) {
                return whole.get();
            }
            if (wire.ended() || over) {
                throw client.closedEarly(expected);
            }
            if (wire.hasPending() && server.run().rest().isReached()) {
                wire.look();
                var plain = wire.next(true);
                if (plain.isPresent()) {
                    return plain.get();
                }
            }
        } while (quiet.pause(deadline));
        server.spoken().noReply();
        server.look();
        var first = whoWasServedFirst();
        throw first.isEmpty()
                ? client.noReply(expected)
                : client.failed(
                        ClientExpectation.servedFirst(
                                server.known(), first.get().name(), client.name()));
    }

    /** Once a client has waited and got no reply, the next ones wait for less. */
    private Duration patience() {
        var spoken = server.spoken();
        if (!spoken.unanswered()) {
            return PATIENCE;
        }
        // A server that has answered no client at all has only to come to rest.
        return spoken.byServer().isPresent() ? TRIAL : Duration.ZERO;
    }

    /** A client that connected later, asked, and has its reply already. */
    private Optional<Client> whoWasServedFirst() {
        for (var other : server.clients().current()) {
            if (other.isOpen() && other.waitsForReply() && other.connectedAfter(client)) {
                other.wire().look();
                if (other.wire().hasPending()) {
                    return Optional.of(other);
                }
            }
        }
        return Optional.empty();
    }

    /** An error of Redis' protocol, or a line that begins as one does. */
    static boolean isError(Reply reply) {
        return reply instanceof Reply.Failure
                || reply instanceof Reply.Malformed
                || (reply instanceof Reply.PlainLine(var text)
                        && text.regionMatches(true, 0, "err", 0, 3));
    }
}
