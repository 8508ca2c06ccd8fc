package org.syscalllabs.testkit.machine;

import java.util.List;
import java.util.Set;
import org.syscalllabs.trace.Syscall;

/** The calls of a running server, as strace writes them down. */
public interface LiveCalls {

    /** Reads what strace has written since the last look. */
    void look();

    /** Every thread that has made a call or was started by one. */
    Set<Integer> threads();

    /** The calls that have begun and not returned: what the server is doing now. */
    List<Syscall> pending();
}
