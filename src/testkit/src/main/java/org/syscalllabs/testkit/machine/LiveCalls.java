package org.syscalllabs.testkit.machine;

import java.util.List;
import java.util.Set;
import org.syscalllabs.trace.strace.Syscall;

/** The calls of a running server, as strace writes them down. */
public interface LiveCalls {

    /** Reads what strace has written since the last look. */
    void look();

    /** Every thread that has made a call or was started by one. */
    Set<Integer> threads();

    /** The living threads that have accepted, received, sent, or waited for clients. */
    Set<Integer> servingThreads();

    /** How many accepts, receives and sends it has made, also those that got nothing. */
    long moves();

    /** How often one of them got something: a client, bytes, the news that a client has left. */
    long progress();

    /** The calls that have begun and not returned: what the server is doing now. */
    List<Syscall> pending();
}
