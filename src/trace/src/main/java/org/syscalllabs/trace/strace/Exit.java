package org.syscalllabs.trace.strace;

import org.jspecify.annotations.Nullable;

/**
 * A thread's end: {@code +++ exited with 0 +++} or {@code +++ killed by SIGKILL +++}.
 *
 * @param status the exit status, or -1 when a signal killed it
 * @param signal the signal that killed it, or null
 * @param at nanoseconds of the log's clock, or -1
 */
public record Exit(int line, int tid, int status, @Nullable String signal, long at)
        implements Event {}
