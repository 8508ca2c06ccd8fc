package org.syscalllabs.trace.strace;

/** What a log's times count from; strace's options {@code -ttt}, {@code -t}, {@code -r}. */
public enum Clock {
    /** No times. */
    NONE,
    /** Nanoseconds since 1970-01-01, UTC ({@code -ttt}). */
    EPOCH,
    /**
     * Nanoseconds since the midnight before the log began, local time ({@code -t}, {@code -tt}).
     */
    MIDNIGHT,
    /** Nanoseconds since the log's first line ({@code -r}). */
    START
}
