package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.Timestamps.digits;
import static org.syscalllabs.trace.strace.Timestamps.number;

import org.jspecify.annotations.Nullable;

/**
 * What strace says of itself: {@code strace: Process 4711 attached}, and up to strace 4.9 {@code
 * Process 4711 attached}, {@code suspended}, {@code resumed} or {@code detached}. On a terminal it
 * may stand in the middle of a call.
 *
 * @param at the index at which it begins
 * @param tid the thread that it is about, or 0
 * @param kind what happened to the thread
 */
record Remark(int at, int tid, Kind kind) {

    enum Kind {
        ATTACHED,
        /**
         * strace stops to look at a thread, by its end, too; before 4.6 it says no more of that.
         */
        DETACHED,
        OTHER
    }

    private static final String STRACE = "strace: ";
    private static final String PROCESS = "Process ";

    /** The first remark of {@code s} from {@code from} on; null where there is none. */
    static @Nullable Remark in(String s, int from) {
        for (var at = s.indexOf(PROCESS, from); at >= 0; at = s.indexOf(PROCESS, at + 1)) {
            var number = at + PROCESS.length();
            var end = digits(s, number);
            if (end > number && end < s.length() && s.charAt(end) == ' ') {
                var kind = kind(s, end + 1);
                if (kind != null) {
                    var begin = at - STRACE.length();
                    var named = begin >= from && s.startsWith(STRACE, begin);
                    // "attached with 12 threads" names one of them only.
                    var tid = s.startsWith(" with", end + 9) ? 0 : (int) number(s, number, end);
                    return new Remark(named ? begin : at, tid, kind);
                }
            }
        }
        var at = LineHead.blanks(s, from);
        return s.startsWith(STRACE, at) ? new Remark(at, 0, Kind.OTHER) : null;
    }

    private static @Nullable Kind kind(String s, int at) {
        if (s.startsWith("attached", at)) {
            return Kind.ATTACHED;
        }
        if (s.startsWith("detached", at)) {
            return Kind.DETACHED;
        }
        return s.startsWith("suspended", at) || s.startsWith("resumed", at) ? Kind.OTHER : null;
    }
}
