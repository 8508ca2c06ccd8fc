package org.syscalllabs.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.testkit.protocol.Dialect;

/**
 * The language that a server understands. Clients begin with lines, which a person can type;
 * whether a line was any good is known with the first reply.
 */
final class Spoken {

    private Dialect dialect = Dialect.LINES;
    private boolean known;
    private @Nullable Dialect answered;
    private boolean unanswered;

    /** What the clients speak now. */
    Dialect dialect() {
        return dialect;
    }

    /** Whether the server has shown that it understands it, or that it understands none. */
    boolean known() {
        return known;
    }

    /** It is no better in another language: none is tried any more. */
    void settled() {
        known = true;
    }

    /** The server has answered with something that is no error. */
    void answered() {
        answered = dialect;
    }

    /** The server has answered as it should. */
    void understood() {
        answered();
        known = true;
    }

    /** The language in which the server has answered; empty when it has answered no client. */
    Optional<Dialect> byServer() {
        return Optional.ofNullable(answered);
    }

    /** Whether a client has waited and got no reply: then the next ones wait for less. */
    boolean unanswered() {
        return unanswered;
    }

    /** A client has waited and got no reply. */
    void noReply() {
        unanswered = true;
    }

    /** From now on the clients speak this. */
    void tries(Dialect other) {
        dialect = other;
    }
}
