package org.syscalllabs.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system call: an interval, not an instant. In a log of several threads it may stand on two
 * lines, {@code accept4(3, <unfinished ...>} and {@code <... accept4 resumed>…) = 4}.
 *
 * @param line the line on which it began, from 1
 * @param endLine the line on which it finished; {@code line} for a call on one line
 * @param tid the thread that made it, or 0 where the log doesn't say
 * @param name the call's name, as strace prints it
 * @param args the arguments as strace prints them, split at the outer commas
 * @param result what follows the {@code =}, such as {@code 4<TCP:[…]>} or {@code -1 EAGAIN (…)};
 *     {@code ?} when it never returned, empty when the log ends before it returned
 * @param enter when it began, in nanoseconds of the log's own clock (see {@link Trace#clock()}), or
 *     -1
 * @param exit when it finished, on the same clock, or -1
 * @see <a href="https://man7.org/linux/man-pages/man1/strace.1.html">strace(1)</a>
 */
public record Syscall(
        int line,
        int endLine,
        int tid,
        String name,
        List<String> args,
        String result,
        long enter,
        long exit)
        implements Event {

    /** What the call does for a server. */
    public Family family() {
        return Family.of(name);
    }

    /** True when the call returned a value, good or bad. */
    public boolean finished() {
        return !result.isEmpty() && result.charAt(0) != '?';
    }

    /** The value that the call returned; -1 for a failure and for a call that never returned. */
    public long value() {
        return finished() ? leadingNumber(result) : -1;
    }

    /** The error's name, such as {@code EAGAIN}, or null. An interrupted call has one too. */
    public @Nullable String errno() {
        int from = result.startsWith("-1 E") ? 3 : result.startsWith("? E") ? 2 : -1;
        if (from < 0) {
            return null;
        }
        int to = result.indexOf(' ', from);
        return to < 0 ? result.substring(from) : result.substring(from, to);
    }

    /** True when the call returned and did not fail. */
    public boolean succeeded() {
        return finished() && value() >= 0;
    }

    /** Argument {@code index}, or the empty string. */
    public String arg(int index) {
        return index < args.size() ? args.get(index) : "";
    }

    /** The descriptor that the call works on: its first argument, or -1. */
    public int fd() {
        // sendfile and splice name their source and their target in different places.
        String arg = name.equals("splice") ? arg(2) : arg(0);
        return arg.isEmpty() || !isDigit(arg.charAt(0)) ? -1 : (int) leadingNumber(arg);
    }

    /** What {@code -yy} tells of the descriptor: {@link SocketName#UNKNOWN} without it. */
    public SocketName socket() {
        return SocketName.of(name.equals("splice") ? arg(2) : arg(0));
    }

    /** What {@code -yy} tells of the descriptor that the call returned. */
    public SocketName resultSocket() {
        return SocketName.of(result);
    }

    /** The port in the first socket address among the arguments, or -1. */
    public int port() {
        for (String arg : args) {
            int port = SocketName.portIn(arg);
            if (port >= 0) {
                return port;
            }
        }
        return -1;
    }

    /** The bytes that a receive or a send moved. */
    public Payload payload() {
        return Payload.of(this);
    }

    /** This call ended before {@code other} began, by the order of the log's lines. */
    public boolean before(Syscall other) {
        return endLine < other.line;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long leadingNumber(String text) {
        int at = 0;
        boolean negative = text.startsWith("-");
        if (negative) {
            at = 1;
        }
        if (text.startsWith("0x", at)) {
            return -1; // an address, of no use as a count or a descriptor
        }
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at)) && value < Long.MAX_VALUE / 16) {
            value = value * 10 + (text.charAt(at++) - '0');
        }
        return negative ? -value : value;
    }
}
