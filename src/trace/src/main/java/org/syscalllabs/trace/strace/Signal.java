package org.syscalllabs.trace.strace;

import org.jspecify.annotations.Nullable;

/**
 * A signal that reached a thread: {@code --- SIGCHLD {si_signo=SIGCHLD, …} ---}.
 *
 * @param name the signal, or {@code stopped} for a stop
 * @param details what strace printed after the name
 * @param at nanoseconds of the log's clock, or -1
 */
public record Signal(int line, int tid, String name, String details, long at) implements Event {

    private static final String BEGIN = "--- ";
    private static final String END = " ---";

    /** The signal that the line tells at {@code from}; null if it tells none. */
    static @Nullable Signal read(String s, int from, int line, int tid, long at) {
        if (!s.startsWith(BEGIN, from)) {
            return null;
        }
        var begin = from + BEGIN.length();
        var end = s.endsWith(END) ? s.length() - END.length() : s.length();
        var text = s.substring(begin, Math.max(begin, end));
        var space = text.indexOf(' ');
        var name = space < 0 ? text : text.substring(0, space);
        return new Signal(line, tid, name, space < 0 ? "" : text.substring(space + 1), at);
    }
}
