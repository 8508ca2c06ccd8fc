package org.syscalllabs.testkit;

import org.syscalllabs.testkit.protocol.Dialect;

/**
 * The language that a server understands. Clients begin with lines, which a person can type;
 * whether a line was any good is known with the first reply.
 */
final class Spoken {

    private Dialect dialect = Dialect.LINES;
    private boolean known;
    private boolean inVain;

    /** What the clients speak now. */
    Dialect dialect() {
        return dialect;
    }

    /** Whether the server has shown that it understands it, or that it understands none. */
    boolean known() {
        return known;
    }

    /** The server has answered as one does who understands. */
    void understood() {
        known = true;
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
