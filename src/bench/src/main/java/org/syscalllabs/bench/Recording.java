package org.syscalllabs.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A log that was recorded with {@code strace -f -ttt -yy}, a call a line. */
final class Recording {
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) (.*)");
    private static final String UNFINISHED = " <unfinished ...>";
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");

    /**
     * A line; a call that strace showed in two is one here, at the time of its end.
     *
     * @param micros when, in microseconds since the epoch
     * @param text what follows thread and time
     */
    record Call(int tid, long micros, String text) {
        boolean mentions(int port) {
            return text.contains(":" + port + "]>");
        }

        boolean isAccept() {
            return text.startsWith("accept");
        }

        /** Whether it is an accept that found the backlog empty. */
        boolean foundNobody() {
            return isAccept() && text.contains("EAGAIN");
        }

        boolean isReceive() {
            return text.startsWith("read(") || text.startsWith("recv");
        }

        boolean isWait() {
            return text.startsWith("epoll_wait(");
        }

        /** Whether it made this thread. */
        boolean started(int thread) {
            return text.startsWith("clone") && text.contains(") = " + thread);
        }
    }

    private Recording() {}

    /**
     * The calls of a log, in the order in which they ended.
     *
     * @throws IllegalArgumentException for a line that has no thread or no -ttt time
     */
    static List<Call> calls(List<String> lines) {
        var calls = new ArrayList<Call>();
        var begun = new HashMap<Integer, String>();
        for (var line : lines) {
            var parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException("not of strace -f -ttt: " + line);
            }
            var tid = Integer.parseInt(parts.group(1));
            var text = parts.group(4);
            var resumed = RESUMED.matcher(text);
            if (text.endsWith(UNFINISHED)) {
                begun.put(tid, text.substring(0, text.length() - UNFINISHED.length()));
            } else {
                var whole = resumed.matches() ? begun.remove(tid) + resumed.group(2) : text;
                calls.add(new Call(tid, micros(parts), whole));
            }
        }
        return calls;
    }

    private static long micros(Matcher line) {
        return Long.parseLong(line.group(2)) * 1_000_000 + Long.parseLong(line.group(3));
    }
}
