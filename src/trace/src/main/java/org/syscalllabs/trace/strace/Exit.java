package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.Timestamps.digits;
import static org.syscalllabs.trace.strace.Timestamps.number;

import org.jspecify.annotations.Nullable;

/**
 * A thread's end: {@code +++ exited with 0 +++} or {@code +++ killed by SIGKILL +++}.
 *
 * @param status the exit status, or -1 when a signal killed it
 * @param signal the signal that killed it, or null
 * @param at nanoseconds of the log's clock, or -1
 */
public record Exit(int line, int tid, int status, @Nullable String signal, long at)
        implements Event {

    private static final String EXITED = "+++ exited with ";
    private static final String KILLED = "+++ killed by ";

    /** The end that the line tells at {@code from}; null if it tells none. */
    static @Nullable Exit read(String s, int from, int line, int tid, long at) {
        if (s.startsWith(EXITED, from)) {
            var status = from + EXITED.length();
            return new Exit(line, tid, (int) number(s, status, digits(s, status)), null, at);
        }
        if (s.startsWith(KILLED, from)) {
            var name = from + KILLED.length();
            var end = s.indexOf(' ', name);
            return new Exit(line, tid, -1, s.substring(name, end < 0 ? s.length() : end), at);
        }
        return null;
    }
}
