package org.syscalllabs.testkit;

import java.util.concurrent.atomic.AtomicBoolean;
import org.syscalllabs.testkit.machine.EarlierConnections;

/**
 * What the servers of one check hand on to one another.
 *
 * @param judgements hears what is judged of their traces
 * @param spoken what is known of the language that they understand
 * @param earlier the connections that were there before the first of them
 * @param filters whether a server has set a filter, which may hide calls from strace
 */
record Shared(
        Judgements judgements, Spoken spoken, EarlierConnections earlier, AtomicBoolean filters) {

    Shared(Judgements judgements, Spoken spoken, EarlierConnections earlier) {
        this(judgements, spoken, earlier, new AtomicBoolean());
    }

    /** For a server that no other one follows. */
    Shared() {
        this(new Judgements(), new Spoken(), new EarlierConnections());
    }
}
