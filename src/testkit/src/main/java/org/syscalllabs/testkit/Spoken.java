package org.syscalllabs.testkit;

import java.util.Optional;
import org.syscalllabs.testkit.protocol.Dialect;

/**
 * The language that a server understands. Clients begin with lines, which a person can type;
 * whether a line was any good is known with the first reply.
 */
final class Spoken {

    private Dialect dialect = Dialect.LINES;
    private boolean known;
    private boolean understood;
    private boolean inVain;

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

    /** The server has answered as one does who understands. */
    void understood() {
        known = true;
        understood = true;
    }

    /** What the server has understood; empty when it has not answered anybody yet. */
    Optional<Dialect> byServer() {
        return understood ? Optional.of(dialect) : Optional.empty();
    }

    /** Whether somebody has waited for a reply in vain: then nobody needs to wait so long again. */
    boolean inVain() {
        return inVain;
    }

    /** Somebody has waited for a reply in vain. */
    void noReply() {
        inVain = true;
    }

    /** From now on the clients speak this. */
    void tries(Dialect other) {
        dialect = other;
    }
}
