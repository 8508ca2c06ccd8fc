package org.syscalllabs.trace;

import org.jspecify.annotations.Nullable;

/**
 * The time in which one process had a TCP port: from its listen(2) to whatever took its last
 * descriptor of that listener.
 *
 * @param port the port
 * @param pid the process that called listen; by its first thread, where the log doesn't say
 * @param bind the call that claimed the port, or null where the log doesn't show it
 * @param listen the call that opened it
 * @param released what gave it back: a close or a shutdown, or the end of the process; null if
 *     nothing did before the log ended
 * @param end the end of the process, or null if it outlived the log
 */
public record Holding(
        int port,
        int pid,
        @Nullable Syscall bind,
        Syscall listen,
        @Nullable Event released,
        @Nullable Exit end) {}
