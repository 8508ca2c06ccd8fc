package org.syscalllabs.trace.strace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What something else has put before every line of a log: a mail program's {@code > }, the name of
 * a container, journald's time and host, the number of cat -n.
 *
 * <p>It is looked for only while no line can be read as it stands, among the first lines.
 */
final class Prefix {

    private static final int LOOKED_AT = 50;
    private static final int LONGEST = 200;
    private static final int ENOUGH = 3;

    /** Digits as 9, blanks as one: numbers and times differ from line to line. */
    private @Nullable String shape;

    private boolean decided;
    private final List<String> held = new ArrayList<>();

    /** True when it is known whether there is one, and which. */
    boolean decided() {
        return decided;
    }

    /** A line can be read as it stands: there is no prefix. */
    void none() {
        decided = true;
    }

    /** The first lines of the log, held back until it is decided; none from then on. */
    List<String> takeHeld() {
        var lines = List.copyOf(held);
        held.clear();
        return lines;
    }

    /** Keeps a line that can't be read; decides when there are enough of them, or no more. */
    void hold(String line, Predicate<String> readable) {
        held.add(line);
        if (held.size() >= ENOUGH) {
            decide(readable, held.size() >= LOOKED_AT);
        }
    }

    /** The log has ended. */
    void end(Predicate<String> readable) {
        if (!decided) {
            decide(readable, true);
        }
    }

    private void decide(Predicate<String> readable, boolean now) {
        String common = null;
        var found = 0;
        for (var line : held) {
            var begin = behind(line, readable);
            var own = begin < 0 ? null : shape(line.substring(0, begin));
            if (own != null && common == null) {
                common = own;
            }
            found += own != null && own.equals(common) ? 1 : 0;
        }
        // All lines share it, but for the few that are none of strace's.
        if (common != null && 2 * found > held.size() && (found >= ENOUGH || now)) {
            shape = common;
        }
        decided = shape != null || now;
    }

    /** The first index behind which a line can be read, or -1. */
    private static int behind(String line, Predicate<String> readable) {
        var last = Math.min(LONGEST, line.length() - 1);
        for (var i = 1; i <= last; i++) {
            var before = line.charAt(i - 1);
            var edge = " \t|:]>".indexOf(before) >= 0 && " \t".indexOf(line.charAt(i)) < 0;
            if (edge && readable.test(line.substring(i))) {
                return i;
            }
        }
        return -1;
    }

    private static String shape(String prefix) {
        return prefix.replaceAll("\\d+", "9").replaceAll(" +", " ");
    }

    /** The line without the prefix; the line itself where it has none. */
    String strip(String line) {
        var form = shape;
        if (form == null) {
            return line;
        }
        var at = 0;
        for (var i = 0; i < form.length(); i++) {
            var c = form.charAt(i);
            var end = c == '9' ? Timestamps.digits(line, at) : c == ' ' ? spaces(line, at) : at;
            if (c != '9' && c != ' ' && at < line.length() && line.charAt(at) == c) {
                end++;
            }
            if (end == at) {
                return line;
            }
            at = end;
        }
        return line.substring(at);
    }

    private static int spaces(String s, int from) {
        var i = from;
        while (i < s.length() && s.charAt(i) == ' ') {
            i++;
        }
        return i;
    }
}
