package org.syscalllabs.trace;

/** One thing that strace reported. */
public sealed interface Event permits Syscall, Signal, Exit {

    /** The line of the log on which it began, from 1. */
    int line();

    /** The thread, or 0 where the log doesn't say (strace without {@code -f}). */
    int tid();
}
