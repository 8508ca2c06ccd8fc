package org.syscalllabs.trace.strace;

/** What a line of the log tells, or two lines of one call. */
public sealed interface Event permits Begun, Syscall, Signal, Exit {

    /** The line on which it stands, from 1; for a call on two lines, where it began. */
    int line();

    /** The thread that it happened to, or 0 where the log doesn't say. */
    int tid();
}
