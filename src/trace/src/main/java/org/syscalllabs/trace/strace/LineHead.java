package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.Timestamps.digits;
import static org.syscalllabs.trace.strace.Timestamps.number;

import org.jspecify.annotations.Nullable;

/**
 * What stands before the call on a line: {@code [pid 4711] 12:00:00.123456 [00007f…] accept4(…}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/strace.1.html">strace(1)</a>
 */
final class LineHead {

    private final Timestamps timestamps;

    /** The thread that the line names, or 0. */
    int tid;

    /** True for {@code [pid 4711]}, as strace prints it onto a terminal. */
    boolean bracketed;

    /** The thread's name in {@code 4711<java>}, or null. */
    @Nullable String threadName;

    /** The time of the line in nanoseconds, or -1. */
    long time;

    /** The index of what follows the head. */
    int end;

    LineHead(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    void read(String s) {
        tid = 0;
        bracketed = false;
        threadName = null;
        var at = blanks(s, 0);
        if (s.startsWith("[pid ", at)) {
            at = bracketedPid(s, at);
        } else {
            var to = digits(s, at);
            if (to > at && to - at < 8 && to < s.length()) {
                var behind = comm(s, to);
                if (behind < s.length() && s.charAt(behind) == ' ') {
                    tid = (int) number(s, at, to);
                    at = blanks(s, behind);
                } else {
                    threadName = null;
                }
            }
        }
        at = blanks(s, timestamps.read(s, at));
        time = timestamps.time;
        // -n: [ 288], the call's number; -i: [00007f…], the instruction pointer
        while (at < s.length() && s.charAt(at) == '[') {
            var close = s.indexOf(']', at);
            if (close < 0) {
                break;
            }
            at = blanks(s, close + 1);
        }
        end = at;
    }

    private int bracketedPid(String s, int at) {
        var from = blanks(s, at + "[pid ".length());
        var to = digits(s, from);
        if (to == from) {
            return at;
        }
        tid = (int) number(s, from, to);
        bracketed = true;
        var close = s.indexOf(']', comm(s, to));
        return close < 0 ? s.length() : blanks(s, close + 1);
    }

    /** Notes the name in {@code 4711<java>}; returns the index behind it. */
    private int comm(String s, int at) {
        if (at < s.length() && s.charAt(at) == '<') {
            var close = s.indexOf('>', at);
            if (close > 0) {
                threadName = s.substring(at + 1, close);
                return close + 1;
            }
        }
        return at;
    }

    /** The index of the first character from {@code from} on that is no blank and no tab. */
    static int blanks(String s, int from) {
        var i = from;
        while (i < s.length() && (s.charAt(i) == ' ' || s.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /** The index behind the last character before {@code end} that is no blank. */
    static int trimmed(String s, int end) {
        var i = end;
        while (i > 0 && s.charAt(i - 1) == ' ') {
            i--;
        }
        return i;
    }
}
