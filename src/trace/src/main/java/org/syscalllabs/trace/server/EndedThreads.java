package org.syscalllabs.trace.server;

import java.util.BitSet;

/**
 * The threads of the server's first process that have ended. What is told of them afterwards still
 * calls them threads. It is bounded, as their numbers are.
 */
final class EndedThreads {

    /** No thread has a number as high: PID_MAX_LIMIT of a 64-bit kernel, see proc_sys_kernel(5). */
    private static final int LIMIT = 4 * 1024 * 1024;

    private final BitSet numbers = new BitSet();

    void add(int tid) {
        if (isPossible(tid)) {
            numbers.set(tid);
        }
    }

    /** The number was given again. */
    void remove(int tid) {
        if (isPossible(tid)) {
            numbers.clear(tid);
        }
    }

    boolean contains(int tid) {
        return isPossible(tid) && numbers.get(tid);
    }

    /** A damaged log may have any number. */
    private static boolean isPossible(int tid) {
        return tid > 0 && tid < LIMIT;
    }
}
