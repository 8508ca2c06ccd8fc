package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.LineHead.blanks;
import static org.syscalllabs.trace.strace.Timestamps.digits;
import static org.syscalllabs.trace.strace.Timestamps.number;

/**
 * What stands behind the arguments of a call that has returned: {@code = 4 <0.000123>}.
 *
 * @param begin where the result begins, without blanks around it
 * @param end where it ends
 * @param took how long the call took, in nanoseconds (-T), or -1
 */
record Outcome(int begin, int end, long took) {

    private static final long SECOND = 1_000_000_000L;

    /** Whether a result follows the parenthesis at {@code close}. */
    static boolean follows(String s, int close) {
        var at = blanks(s, close + 1);
        return s.startsWith("= ", at) && at + 2 < s.length();
    }

    /** The result that follows the parenthesis at {@code close}, and ends before {@code end}. */
    static Outcome behind(String s, int close, int end) {
        var from = blanks(s, close + 1) + 2;
        var lt = end > from && s.charAt(end - 1) == '>' ? s.lastIndexOf(" <", end) : -1;
        if (lt >= from - 1) {
            var point = digits(s, lt + 2);
            if (point > lt + 2
                    && point < end
                    && s.charAt(point) == '.'
                    && digits(s, point + 1) == end - 1) {
                var took =
                        number(s, lt + 2, point) * SECOND + Timestamps.fraction(s, point, end - 1);
                return of(s, from, lt, took);
            }
        }
        return of(s, from, end, -1);
    }

    private static Outcome of(String s, int from, int to, long took) {
        var begin = blanks(s, from);
        return new Outcome(begin, Math.max(begin, LineHead.trimmed(s, to)), took);
    }
}
