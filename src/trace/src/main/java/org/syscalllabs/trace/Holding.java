package org.syscalllabs.trace;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time in which one process, and after it its heirs, had a TCP port: from its listen(2) to
 * whatever took their last descriptor of that listener.
 *
 * @param port the port
 * @param pid the process that called listen; by its first thread, where the log doesn't say
 * @param heirs the processes that a fork had given a descriptor, and that still had it when the one
 *     that called listen ended, or an heir of it did: a server that became a daemon, say. Empty
 *     while it lives
 * @param bind the call that claimed the port, or null where the log doesn't show it
 * @param listen the call that opened it
 * @param released what gave it back: a close or a shutdown, or the end of the process; null if
 *     nothing did before the log ended
 * @param end the end of the process, and of the last of its heirs if it has any; null if one of
 *     them outlived the log
 */
public record Holding(
        int port,
        int pid,
        Set<Integer> heirs,
        @Nullable Syscall bind,
        Syscall listen,
        @Nullable Event released,
        @Nullable Exit end) {

    /** Whether a process is the one that called listen, or an heir of it. */
    boolean isOf(int process) {
        return process == pid || heirs.contains(process);
    }
}
