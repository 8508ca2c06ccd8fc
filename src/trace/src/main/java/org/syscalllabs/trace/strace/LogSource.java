package org.syscalllabs.trace.strace;

import org.jspecify.annotations.Nullable;

/** What only the reader of a log knows, be the log one file or one file a thread. */
public interface LogSource {

    /** The lines that could not be read up to now. */
    Unreadable unreadable();

    /** How one sees that the log is not as strace wrote it any more; null if it may well be. */
    @Nullable String damage();

    /** What the times of this log count from. */
    Clock clock();

    /** A living thread's name, where {@code --decode-pids=comm} printed it, or null. */
    @Nullable String threadName(int tid);

    /**
     * The thread of the lines that name none: strace names no thread while it follows only one. 0
     * until the log says which one that is.
     */
    int soleThread();

    /** Why the order of the lines is not the order of the calls across threads; null if it is. */
    default @Nullable String orderUnknown() {
        return null;
    }
}
