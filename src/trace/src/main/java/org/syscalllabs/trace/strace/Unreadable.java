package org.syscalllabs.trace.strace;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a log that are no strace lines: cut ones, and a server's own output between them.
 *
 * @param count how many there are
 * @param lines the numbers of the first {@value #KEPT} of them, ascending
 */
public record Unreadable(int count, List<Integer> lines) {

    public static final Unreadable NONE = new Unreadable(0, List.of());

    static final int KEPT = 1000;

    /** Counts them as a log is read. */
    static final class Counter {
        private final List<Integer> lines = new ArrayList<>();
        private int count;

        void add(int line) {
            count++;
            if (lines.size() < KEPT) {
                lines.add(line);
            }
        }

        Unreadable counted() {
            return new Unreadable(count, lines.stream().sorted().toList());
        }
    }

    /** Says it in one line: {@code 3 lines could not be read: 4, 17, 18}; empty for none. */
    @Override
    public String toString() {
        if (count == 0) {
            return "";
        }
        var shown = Math.min(lines.size(), 10);
        var text = new StringBuilder();
        text.append(count == 1 ? "1 line" : count + " lines").append(" could not be read: ");
        for (var i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ").append(lines.get(i));
        }
        return count > shown ? text.append(", …").toString() : text.toString();
    }
}
