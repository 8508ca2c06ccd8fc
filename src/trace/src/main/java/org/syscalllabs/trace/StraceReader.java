package org.syscalllabs.trace;

import static org.syscalllabs.trace.Timestamps.digits;
import static org.syscalllabs.trace.Timestamps.number;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads strace's output, a line at a time, as it grows.
 *
 * <p>It takes what strace 5 and 6 print with any of {@code -f -ff -t -tt -ttt -r -T -y -yy -x -i -n
 * --decode-pids=comm}, into a file or onto a terminal, with the server's own output between the
 * lines. What it can't read it counts, by number, and goes on. It keeps the calls that have begun
 * and not yet finished, and nothing else.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/strace.1.html">strace(1)</a>
 */
public final class StraceReader implements LogSource {

    /** A call of which the log has shown the beginning. */
    private record Begun(int line, int tid, String name, String text, long enter, boolean cut) {

        Syscall unfinished() {
            var args = new ArrayList<String>();
            Arguments.split(text, 0, args);
            return new Syscall(line, line, tid, name, List.copyOf(args), "", enter, -1);
        }
    }

    private static final String UNFINISHED = "<unfinished ...>";
    private static final String DETACHED = "<detached ...>";
    private static final String ATTACHED = "strace: Process ";

    /** What may stand in the middle of a call. */
    private static final List<String> INTERRUPTIONS = List.of(UNFINISHED, DETACHED, ATTACHED);

    private final Consumer<? super Event> events;
    private final Timestamps timestamps = new Timestamps();
    private final Map<Integer, Begun> begun = new HashMap<>();
    private final Map<Integer, String> threadNames = new HashMap<>();
    private final List<Integer> unreadableLines = new ArrayList<>();
    private int unreadableCount;
    private int lineNumber;

    /**
     * Whose the lines without a pid are: strace names no thread while it follows only one. 0 until
     * the log says who that is.
     */
    private int lonelyTid;

    /** On a terminal: the threads that strace follows, as far as the log tells. */
    private final Set<Integer> followed = new TreeSet<>();

    /** The last line stopped in the middle of a call of this thread; its rest may follow. */
    private @Nullable Begun open;

    /** What a last line without a line end shows, and whether it shows anything. */
    private @Nullable Syscall partial;

    private boolean partialUnreadable;

    /** Gives each event to {@code events}, a call on two lines when it has finished. */
    public StraceReader(Consumer<? super Event> events) {
        this(events, 0);
    }

    /** The same, for a log whose lines name no thread: FILE.TID of {@code strace -ff -o FILE}. */
    public StraceReader(Consumer<? super Event> events, int tid) {
        this.events = events;
        this.lonelyTid = tid;
    }

    /** Reads the next line, without its line end. Never throws, whatever the line holds. */
    public void line(String text) {
        lineNumber++;
        partial = null;
        partialUnreadable = false;
        if (!read(text) && !continues(text)) {
            int pid = text.indexOf("[pid ");
            // On a terminal a server's output without a line end stands before strace's line.
            if (pid <= 0 || !read(text.substring(pid))) {
                unreadable(lineNumber);
            }
        }
    }

    /**
     * Looks at a last line that has no line end yet, and forgets it at the next call. strace writes
     * {@code accept4(3, } when the call begins, so that this is how a blocked server's log ends.
     */
    public void partialLine(String text) {
        partial = null;
        var line = new LineHead(text);
        int paren = callAt(text, line.end);
        partialUnreadable = paren < 0 && !text.isBlank();
        if (paren > 0) {
            String name = text.substring(line.end, paren);
            String args = text.substring(paren + 1);
            partial = new Begun(lineNumber + 1, line.tid, name, args, line.time, true).unfinished();
        }
    }

    /** The log has ended: hands over what has begun and not finished, with an empty result. */
    public void end() {
        for (Syscall call : pending()) {
            events.accept(call);
        }
        if (partialUnreadable) {
            unreadable(lineNumber + 1);
            partialUnreadable = false;
        }
        begun.clear();
        open = null;
        partial = null;
    }

    /** The calls that have begun and not finished, in the order of their lines. */
    @Override
    public List<Syscall> pending() {
        var calls = new ArrayList<Syscall>();
        for (Begun call : begun.values()) {
            calls.add(call.unfinished());
        }
        if (partial != null) {
            calls.add(partial);
        }
        calls.sort(Comparator.comparingInt(Syscall::line));
        return calls;
    }

    /** The lines that could not be read. */
    @Override
    public Unreadable unreadable() {
        return new Unreadable(unreadableCount, List.copyOf(unreadableLines));
    }

    /** What the times of this log count from. */
    @Override
    public Clock clock() {
        return timestamps.clock();
    }

    /** Threads' names, where {@code --decode-pids=comm} printed them. */
    @Override
    public Map<Integer, String> threadNames() {
        return Map.copyOf(threadNames);
    }

    /** How many lines have been read. */
    public int lines() {
        return lineNumber;
    }

    /**
     * The thread of the lines without a pid. strace names no thread while it follows only one, so
     * that the first lines of a log may be of thread 0, known by its number only later.
     */
    @Override
    public int lonelyTid() {
        return lonelyTid;
    }

    /** The pid, the time and whatever else stands before the call. */
    private final class LineHead {
        int tid = lonelyTid;
        final long time;
        final int end;

        LineHead(String s) {
            int at = spaces(s, 0);
            if (s.startsWith("[pid ", at)) {
                int from = spaces(s, at + 5);
                int to = digits(s, from);
                if (to > from) {
                    tid = (int) number(s, from, to);
                    if (followed.add(tid) && lonelyTid == 0) {
                        lonelyTid = tid; // not announced as attached: it was there from the start
                    }
                    int close = s.indexOf(']', comm(s, to));
                    at = close < 0 ? s.length() : spaces(s, close + 1);
                }
            } else {
                int to = digits(s, at);
                if (to > at && to - at < 8 && to < s.length()) {
                    int behind = comm(s, to);
                    if (behind < s.length() && s.charAt(behind) == ' ') {
                        tid = (int) number(s, at, to);
                        at = spaces(s, behind);
                    }
                }
            }
            at = spaces(s, timestamps.read(s, at));
            time = timestamps.time;
            // -n: [ 288], the call's number; -i: [00007f…], the instruction pointer
            while (at < s.length() && s.charAt(at) == '[') {
                int close = s.indexOf(']', at);
                if (close < 0) {
                    break;
                }
                at = spaces(s, close + 1);
            }
            end = at;
        }

        /** Notes the name in {@code 4711<java>}; returns the index behind it. */
        private int comm(String s, int at) {
            if (at < s.length() && s.charAt(at) == '<') {
                int close = s.indexOf('>', at);
                if (close > 0) {
                    threadNames.putIfAbsent(tidBefore(s, at), s.substring(at + 1, close));
                    return close + 1;
                }
            }
            return at;
        }

        private int tidBefore(String s, int end) {
            int from = end;
            while (from > 0 && s.charAt(from - 1) >= '0' && s.charAt(from - 1) <= '9') {
                from--;
            }
            return (int) number(s, from, end);
        }
    }

    private boolean read(String s) {
        var head = new LineHead(s);
        int at = head.end;
        if (at >= s.length()) {
            return s.isBlank();
        }
        boolean known =
                switch (s.charAt(at)) {
                    case '+' -> exit(s, at, head);
                    case '-' -> signal(s, at, head);
                    case '<' ->
                            s.startsWith(UNFINISHED, at)
                                    || s.startsWith(DETACHED, at)
                                    || resumed(s, at, head);
                    case '|' -> at == 1; // -e read=, -e write=: a dump of the bytes
                    default -> call(s, at, head);
                };
        return known || remark(s);
    }

    private boolean call(String s, int at, LineHead head) {
        int paren = callAt(s, at);
        if (paren < 0) {
            return false;
        }
        String name = s.substring(at, paren);
        var args = new ArrayList<String>(6);
        int close = Arguments.split(s, paren + 1, args);
        if (close >= 0 && hasResult(s, close)) {
            forget(head.tid);
            finish(s, close, args, lineNumber, head.tid, name, head.time, head.time);
            return true;
        }
        int end = s.length();
        boolean cut = true;
        for (String mark : INTERRUPTIONS) {
            int found = s.lastIndexOf(mark, end);
            if (found > paren) {
                end = found;
                cut = false;
            }
        }
        boolean torn = cut;
        if (s.startsWith(ATTACHED, end)) {
            torn = remark(s); // its rest, or <unfinished ...>, follows on the next line
        }
        forget(head.tid);
        var call =
                new Begun(lineNumber, head.tid, name, s.substring(paren + 1, end), head.time, cut);
        begun.put(head.tid, call);
        if (torn) {
            open = call;
        }
        return true;
    }

    /** {@code <... accept4 resumed>{sa_family=…}, [16], 0) = 4<TCP:[…]> <0.000123>}. */
    private boolean resumed(String s, int at, LineHead head) {
        int nameAt = at + "<... ".length();
        int mark = s.indexOf(" resumed>", nameAt);
        if (mark < 0 || !s.startsWith("<... ", at)) {
            return false;
        }
        String name = s.substring(nameAt, mark);
        String rest = s.substring(mark + " resumed>".length());
        Begun first = begun.get(head.tid);
        if (first == null && head.tid != 0 && begun.containsKey(0)) {
            first = begun.get(0); // begun while strace still followed one thread only
            lonelyTid = head.tid;
        }
        if (first != null && first.name.equals(name)) {
            begun.remove(first.tid);
            if (first.equals(open)) {
                open = null;
            }
        } else {
            // The log begins in the middle of this call.
            first = new Begun(lineNumber, head.tid, name, "?, ", -1, false);
        }
        return join(first, rest, head.tid, head.time);
    }

    /** Finishes a call whose beginning and whose end stand on two lines. */
    private boolean join(Begun first, String rest, int tid, long resumedAt) {
        String tail = rest;
        int again = tail.indexOf(UNFINISHED);
        if (again >= 0 && tail.startsWith(") = ?", again + UNFINISHED.length())) {
            tail = tail.substring(0, again) + tail.substring(again + UNFINISHED.length());
        }
        String whole = first.text + tail;
        var args = new ArrayList<String>(6);
        int close = Arguments.split(whole, 0, args);
        if (close >= 0 && hasResult(whole, close)) {
            finish(whole, close, args, first.line, tid, first.name, first.enter, resumedAt);
            return true;
        }
        int unfinished = tail.lastIndexOf(UNFINISHED);
        String text = first.text + (unfinished < 0 ? tail : tail.substring(0, unfinished));
        begun.put(tid, new Begun(first.line, tid, first.name, text, first.enter, unfinished < 0));
        return unfinished >= 0;
    }

    /** On a terminal a server's output may tear a call in two: {@code write(1, "a\n", 2a}. */
    private boolean continues(String s) {
        Begun first = open;
        if (first == null || s.lastIndexOf(") ") < 0 || s.indexOf("= ") < 0) {
            return false;
        }
        String whole = first.text + s;
        var args = new ArrayList<String>(6);
        int close = Arguments.split(whole, 0, args);
        if (close < first.text.length() || !hasResult(whole, close)) {
            return false;
        }
        begun.remove(first.tid);
        open = null;
        finish(whole, close, args, first.line, first.tid, first.name, first.enter, -1);
        return true;
    }

    private void finish(
            String s,
            int close,
            List<String> args,
            int line,
            int tid,
            String name,
            long enter,
            long seenAt) {
        int from = spaces(s, close + 1) + 2;
        int to = s.length();
        long exit = line == lineNumber ? -1 : seenAt;
        // -T: <0.000123>
        int lt = s.lastIndexOf(" <");
        if (lt >= from - 1 && s.charAt(to - 1) == '>') {
            int whole = digits(s, lt + 2);
            if (whole > lt + 2 && whole < to && s.charAt(whole) == '.') {
                int end = digits(s, whole + 1);
                if (end == to - 1) {
                    long took =
                            number(s, lt + 2, whole) * 1_000_000_000L
                                    + Timestamps.fraction(s, whole, end);
                    exit = enter < 0 ? exit : enter + took;
                    to = lt;
                }
            }
        }
        String result = s.substring(from, Math.max(from, to)).strip();
        events.accept(
                new Syscall(line, lineNumber, tid, name, List.copyOf(args), result, enter, exit));
    }

    private boolean exit(String s, int at, LineHead head) {
        int status = -1;
        String signal = null;
        if (s.startsWith("+++ exited with ", at)) {
            int from = at + "+++ exited with ".length();
            status = (int) number(s, from, digits(s, from));
        } else if (s.startsWith("+++ killed by ", at)) {
            int from = at + "+++ killed by ".length();
            int to = s.indexOf(' ', from);
            signal = to < 0 ? s.substring(from) : s.substring(from, to);
        } else {
            return s.startsWith("+++ ", at); // superseded by execve in another thread
        }
        Begun last = begun.remove(head.tid);
        if (last != null) {
            events.accept(last.unfinished());
        }
        followed.remove(head.tid);
        if (followed.size() == 1) {
            lonelyTid = followed.iterator().next(); // from now on its lines have no pid
        }
        events.accept(new Exit(lineNumber, head.tid, status, signal, head.time));
        return true;
    }

    private boolean signal(String s, int at, LineHead head) {
        if (!s.startsWith("--- ", at)) {
            return false;
        }
        int end = s.endsWith(" ---") ? s.length() - 4 : s.length();
        String text = s.substring(at + 4, Math.max(at + 4, end));
        int space = text.indexOf(' ');
        String name = space < 0 ? text : text.substring(0, space);
        String details = space < 0 ? "" : text.substring(space + 1);
        events.accept(new Signal(lineNumber, head.tid, name, details, head.time));
        return true;
    }

    /** What strace says about itself: {@code strace: Process 4711 attached}. */
    private boolean remark(String s) {
        int process = s.indexOf(ATTACHED);
        if (process < 0) {
            return s.startsWith("strace: ");
        }
        int from = process + ATTACHED.length();
        int to = digits(s, from);
        // "attached with 12 threads" names one of them only.
        if (to > from && s.startsWith(" attached", to) && !s.startsWith(" attached with", to)) {
            followed.add((int) number(s, from, to));
            if (lineNumber == 1) {
                lonelyTid = (int) number(s, from, to); // strace -p
            }
        }
        return true;
    }

    /** A thread that makes a call is no longer in an earlier one: the log has lost its end. */
    private void forget(int tid) {
        Begun lost = begun.remove(tid);
        if (lost == null) {
            return;
        }
        if (lost.equals(open)) {
            open = null;
        }
        if (lost.cut) {
            unreadable(lost.line);
        }
        events.accept(lost.unfinished());
    }

    private void unreadable(int line) {
        unreadableCount++;
        if (unreadableLines.size() < Unreadable.KEPT) {
            unreadableLines.add(line);
        }
    }

    /** The index of the parenthesis of a call that begins at {@code at}, or -1. */
    private static int callAt(String s, int at) {
        int i = at;
        while (i < s.length() && isName(s.charAt(i))) {
            i++;
        }
        return i > at && i < s.length() && s.charAt(i) == '(' ? i : -1;
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '?';
    }

    private static boolean hasResult(String s, int close) {
        int at = spaces(s, close + 1);
        return s.startsWith("= ", at) && at + 2 < s.length();
    }

    private static int spaces(String s, int from) {
        int i = from;
        while (i < s.length() && s.charAt(i) == ' ') {
            i++;
        }
        return i;
    }
}
