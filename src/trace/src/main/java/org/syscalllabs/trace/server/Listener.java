package org.syscalllabs.trace.server;

import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Syscall;

/**
 * A TCP port on which the server takes clients. Several sockets may listen on it (SO_REUSEPORT).
 *
 * @param port the port, or -1 where the log doesn't say
 * @param listen the call that opened it, or null when strace came later (strace -p)
 */
public record Listener(int port, @Nullable Syscall listen) {

    /** The line of listen(2), or 0 when strace came later. */
    public int line() {
        return listen == null ? 0 : listen.line();
    }

    /** The thread that called listen(2), or -1 when strace came later. */
    public int tid() {
        return listen == null ? -1 : listen.tid();
    }
}
