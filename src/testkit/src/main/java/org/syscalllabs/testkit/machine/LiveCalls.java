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

    /** How often the server has begun to accept. */
    long accepts();

    /** How many receives and sends it has made for clients, also those that moved nothing. */
    long moves();

    /** The calls that have begun and not returned: what the server is doing now. */
    List<Syscall> pending();
}
