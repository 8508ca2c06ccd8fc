package org.syscalllabs.trace.strace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A system call: an interval, not an instant. In a log of several threads it may stand on two
 * lines, {@code accept4(3, <unfinished ...>} and {@code <... accept4 resumed>…) = 4}.
 *
 * <p>It keeps strace's text, and parses of it what it is asked for.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/strace.1.html">strace(1)</a>
 */
public final class Syscall implements Event {

    /** Longer texts are not kept whole by what outlives its line: see {@link #inShort()}. */
    private static final int SHORT = 1024;

    private final int line;
    private final int endLine;
    private final int tid;
    private final String name;
    private final Family family;

    /** What strace printed: from args to argsEnd the arguments, from result to resultEnd that. */
    private final String text;

    private final int args;
    private final int argsEnd;
    private final int result;
    private final int resultEnd;
    private final long value;
    private final long enter;
    private final long exit;

    /**
     * @param line the line on which it began, from 1
     * @param endLine the line on which it finished; {@code line} for a call on one line
     * @param tid the thread that made it, or 0 where the log doesn't say
     * @param name the call's name, as strace prints it
     * @param args what strace printed between the parentheses
     * @param result what follows the {@code =}, such as {@code 4<TCP:[…]>} or {@code -1 EAGAIN
     *     (…)}; {@code ?} when it never returned, empty when the log ends before it returned
     * @param enter when it began, in nanoseconds of the log's own clock (see {@link Clock}), or -1
     * @param exit when it finished, on the same clock, or -1
     */
    public Syscall(
            int line,
            int endLine,
            int tid,
            String name,
            String args,
            String result,
            long enter,
            long exit) {
        this(
                line,
                endLine,
                tid,
                name,
                args + result,
                0,
                args.length(),
                new Outcome(args.length(), args.length() + result.length(), -1),
                enter,
                exit);
    }

    /** The same, of a text in which the arguments and, by its outcome, the result stand. */
    Syscall(
            int line,
            int endLine,
            int tid,
            String name,
            String text,
            int args,
            int argsEnd,
            Outcome outcome,
            long enter,
            long exit) {
        this.line = line;
        this.endLine = endLine;
        this.tid = tid;
        this.name = name;
        this.family = Family.of(name);
        this.text = text;
        this.args = args;
        this.argsEnd = argsEnd;
        this.result = outcome.begin();
        this.resultEnd = outcome.end();
        this.value = finished() ? number(text, result, resultEnd) : -1;
        this.enter = enter;
        this.exit = exit;
    }

    private Syscall(Syscall call, int line, int endLine) {
        this.line = line;
        this.endLine = endLine;
        tid = call.tid;
        name = call.name;
        family = call.family;
        text = call.text;
        args = call.args;
        argsEnd = call.argsEnd;
        result = call.result;
        resultEnd = call.resultEnd;
        value = call.value;
        enter = call.enter;
        exit = call.exit;
    }

    /** The line on which it began, from 1. */
    @Override
    public int line() {
        return line;
    }

    /** The line on which it finished; the one on which it began for a call on one line. */
    public int endLine() {
        return endLine;
    }

    @Override
    public int tid() {
        return tid;
    }

    /** The call's name, as strace prints it. */
    public String name() {
        return name;
    }

    /** What the call does for a server. */
    public Family family() {
        return family;
    }

    /** When it began, in nanoseconds of the log's own clock (see {@link Clock}), or -1. */
    public long enter() {
        return enter;
    }

    /** When it finished, on the same clock, or -1. */
    public long exit() {
        return exit;
    }

    /** What follows the {@code =}; see the constructor. */
    public String result() {
        return text.substring(result, resultEnd);
    }

    /** True when the call returned a value, good or bad. */
    public boolean finished() {
        return result < resultEnd && text.charAt(result) != '?';
    }

    /** The value that the call returned; -1 for a failure and for a call that never returned. */
    public long value() {
        return value;
    }

    /** The error's name, such as {@code EAGAIN}, or null. An interrupted call has one too. */
    public @Nullable String errno() {
        var from = startsResult("-1 E") ? 3 : startsResult("? E") ? 2 : -1;
        if (from < 0) {
            return null;
        }
        var to = text.indexOf(' ', result + from, resultEnd);
        return text.substring(result + from, to < 0 ? resultEnd : to);
    }

    private boolean startsResult(String with) {
        return text.startsWith(with, result) && result + with.length() <= resultEnd;
    }

    /** True when the call returned and did not fail. */
    public boolean succeeded() {
        return finished() && value() >= 0;
    }

    /** The arguments as strace prints them, split at the outer commas. */
    public List<String> args() {
        var split = new ArrayList<String>();
        Arguments.split(argsText(), split);
        return split;
    }

    /** Argument {@code index}, or the empty string. */
    public String arg(int index) {
        return Arguments.at(text, args, argsEnd, index);
    }

    /** True when the arguments hold this text anywhere. */
    public boolean mentions(String part) {
        return text.indexOf(part, args, argsEnd) >= 0;
    }

    /** The descriptor that the call works on: its first argument, or -1. */
    public int fd() {
        // splice names its source first, and its target third.
        if (name.equals("splice")) {
            var target = arg(2);
            return descriptor(target, 0, target.length());
        }
        return sourceFd();
    }

    /** The descriptor that splice(2) takes its bytes from; that of {@link #fd()} for all others. */
    public int sourceFd() {
        return descriptor(text, args, argsEnd);
    }

    private static int descriptor(String text, int from, int to) {
        var number = from < to && text.charAt(from) >= '0' && text.charAt(from) <= '9';
        var value = number ? number(text, from, to) : -1;
        return value <= Integer.MAX_VALUE ? (int) value : -1; // more is a pointer
    }

    /** What {@code -yy} tells of the descriptor: {@link SocketName#UNKNOWN} without it. */
    public SocketName socket() {
        return name.equals("splice") ? SocketName.of(arg(2)) : sourceSocket();
    }

    /** What {@code -yy} tells of {@link #sourceFd()}. */
    public SocketName sourceSocket() {
        return SocketName.of(text, args, argsEnd);
    }

    /** What {@code -yy} tells of the descriptor that the call returned. */
    public SocketName resultSocket() {
        return SocketName.of(text, result, resultEnd);
    }

    /** The port in the first socket address among the arguments, or -1. */
    public int port() {
        return SocketName.portIn(text, args, argsEnd);
    }

    /** The bytes that a receive or a send moved. */
    public Payload payload() {
        return Payload.of(this);
    }

    /** This call ended before {@code other} began, by the order of the log's lines. */
    public boolean before(Syscall other) {
        return endLine < other.line;
    }

    /** The same call on other lines. */
    Syscall onLines(int begin, int end) {
        return new Syscall(this, begin, end);
    }

    /** The same call, its text cut where it is long: what is kept must be of bounded size. */
    public Syscall inShort() {
        if (text.length() <= 2 * SHORT) {
            return this;
        }
        var head = text.substring(args, Math.min(argsEnd, args + SHORT));
        var end = text.substring(result, Math.min(resultEnd, result + SHORT));
        return new Syscall(line, endLine, tid, name, head, end, enter, exit);
    }

    /** A number as strace prints it: decimal, or with {@code -e raw} hexadecimal. */
    private static long number(String text, int from, int to) {
        if (text.startsWith("0x", from)) {
            return hexadecimal(text, from + 2, to);
        }
        var negative = text.charAt(from) == '-';
        var at = negative ? from + 1 : from;
        long value = 0;
        while (at < to && value < Long.MAX_VALUE / 16) {
            var digit = text.charAt(at++) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static long hexadecimal(String text, int from, int to) {
        long value = 0;
        for (var i = from; i < to && i < from + 15; i++) {
            var digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                break;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Syscall call
                && line == call.line
                && endLine == call.endLine
                && tid == call.tid
                && enter == call.enter
                && exit == call.exit
                && name.equals(call.name)
                && argsText().equals(call.argsText())
                && result().equals(call.result());
    }

    @Override
    public int hashCode() {
        return Objects.hash(line, endLine, tid);
    }

    @Override
    public String toString() {
        return line + ": " + name + "(" + argsText() + ") = " + result();
    }

    private String argsText() {
        return text.substring(args, argsEnd);
    }

    /** The names of calls that a log has shown: one string for each, not one for each line. */
    static final class Names {

        private static final int SIZE = 256;

        private final @Nullable String[] known = new String[SIZE];

        /** The text of {@code s} from {@code from} to {@code to}, which is not empty. */
        String of(String s, int from, int to) {
            var hash = s.charAt(from) * 31 + s.charAt(to - 1) * 7 + s.charAt((from + to) / 2);
            var slot = (hash + to - from) & (SIZE - 1);
            var name = known[slot];
            if (name == null || name.length() != to - from || !s.startsWith(name, from)) {
                name = s.substring(from, to);
                known[slot] = name;
            }
            return name;
        }
    }
}
