package org.syscalllabs.testkit;

import org.syscalllabs.testkit.machine.EarlierConnections;

/**
 * What the servers of one check hand on to one another.
 *
 * @param judgements hears what is judged of their traces
 * @param spoken what is known of the language that they understand
 * @param earlier the connections that were there before the first of them
 */
record Shared(Judgements judgements, Spoken spoken, EarlierConnections earlier) {

    /** For a server that no other one follows. */
    Shared() {
        this(new Judgements(), new Spoken(), new EarlierConnections());
    }
}
