package org.syscalllabs.trace;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What only the reader of a log knows, be the log one file or one file a thread. */
interface LogSource {

    /** The calls that have begun and not finished. */
    List<Syscall> pending();

    Unreadable unreadable();

    Clock clock();

    Map<Integer, String> threadNames();

    /** The thread of the lines that name none, or 0. */
    int lonelyTid();

    /** Why the lines' order isn't the calls' order across threads, or null. */
    default @Nullable String orderUnknown() {
        return null;
    }
}
