package org.syscalllabs.trace.strace;

import java.util.List;

/**
 * A call of which the log has shown the beginning: {@code accept4(3, <unfinished ...>}.
 *
 * @param text its arguments so far
 * @param enter when it began, in nanoseconds of the log's clock, or -1
 * @param cut the line stopped in the middle of it
 */
record Opening(int line, int tid, String name, String text, long enter, boolean cut) {

    static final String UNFINISHED = "<unfinished ...>";
    static final String DETACHED = "<detached ...>";

    Syscall call() {
        return new Syscall(line, line, tid, name, text.strip(), "", enter, -1);
    }

    /** Where the arguments stop that begin at {@code from}, by strace's own mark; -1 without it. */
    static int stop(String s, int from) {
        int stop = s.length();
        for (String mark : List.of(UNFINISHED, DETACHED)) {
            int found = s.lastIndexOf(mark, stop);
            stop = found >= from ? found : stop;
        }
        return stop == s.length() ? -1 : stop;
    }
}
