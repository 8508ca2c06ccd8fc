package org.syscalllabs.trace.strace;

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
    static final String RESUMED = "<... ";

    /** Whether a line shows the beginning of a call, or its rest. */
    static boolean isIn(String line) {
        var head = new LineHead(new Timestamps());
        head.read(line);
        return Arguments.open(line, head.end) >= 0 || line.startsWith(RESUMED, head.end);
    }

    Syscall call() {
        return new Syscall(line, line, tid, name, text.strip(), "", enter, -1);
    }

    /** Where the arguments stop that begin at {@code from}, by strace's own mark; -1 without it. */
    static int stop(String s, int from) {
        var unfinished = s.lastIndexOf(UNFINISHED);
        var stop = unfinished >= from ? unfinished : s.length();
        var detached = s.contains(DETACHED) ? s.lastIndexOf(DETACHED, stop) : -1;
        stop = detached >= from ? detached : stop;
        return stop == s.length() ? -1 : stop;
    }
}
