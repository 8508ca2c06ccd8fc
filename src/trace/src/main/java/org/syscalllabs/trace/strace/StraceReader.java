package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.LineHead.blanks;
import static org.syscalllabs.trace.strace.Timestamps.digits;
import static org.syscalllabs.trace.strace.Timestamps.number;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Remark.Kind;

/**
 * Reads strace's output, a line at a time, as it grows.
 *
 * <p>It takes what strace 4.5 to 6 print with any of {@code -f -ff -t -tt -ttt -r -T -y -yy -x -i
 * -n -k -C -e raw --decode-pids=comm}, into a file or onto a terminal, with the server's own output
 * between the lines, in colours, behind a prefix that all lines share. What it can't read it
 * counts, by number, and goes on. It keeps the calls that have begun and not yet finished, and
 * nothing else.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/strace.1.html">strace(1)</a>
 */
public final class StraceReader implements LogSource {

    /** A call of which the log has shown the beginning. */
    private record Opening(int line, int tid, String name, String text, long enter, boolean cut) {

        Syscall call() {
            return new Syscall(line, line, tid, name, text.strip(), "", enter, -1);
        }
    }

    private static final String UNFINISHED = "<unfinished ...>";
    private static final String DETACHED = "<detached ...>";
    private static final String RESUMED = "<... ";
    private static final Pattern COLOURS = Pattern.compile("\033\\[[0-9;]*[A-Za-z]");
    private static final char ESCAPE = '\033';

    private final Consumer<? super Event> events;
    private final Timestamps timestamps = new Timestamps();
    private final LineHead head = new LineHead(timestamps);
    private final Prefix prefix = new Prefix();
    private final Map<Integer, Opening> begun = new HashMap<>();
    private final Map<Integer, String> threadNames = new HashMap<>();
    private final List<Integer> unreadableLines = new ArrayList<>();
    private int unreadableCount;
    private int lineNumber;

    /** Whose the lines without a pid are; 0 until the log tells. */
    private int soleThread;

    /** On a terminal: the threads that strace follows, as far as the log tells. */
    private final Set<Integer> followed = new TreeSet<>();

    /** Threads whose last call was exit or exit_group: old versions say no more of their end. */
    private final Set<Integer> exiting = new HashSet<>();

    /** The last line stopped in the middle of a call of this thread; its rest may follow. */
    private @Nullable Opening open;

    /** The last line was of the table that -c and -C print. */
    private boolean inTable;

    /** What a last line without a line end shows, and whether it shows anything. */
    private @Nullable Syscall partial;

    private boolean partialUnreadable;

    /** Gives each event to {@code events}, a call on two lines when it has finished. */
    public StraceReader(Consumer<? super Event> events) {
        this.events = events;
    }

    /** The same, for a log whose lines name no thread: FILE.TID of {@code strace -ff -o FILE}. */
    public StraceReader(Consumer<? super Event> events, int tid) {
        this.events = events;
        this.soleThread = tid;
    }

    /** Reads the next line, without its line end. Never throws, whatever the line holds. */
    public void line(String text) {
        partial = null;
        partialUnreadable = false;
        String plain = text.indexOf(ESCAPE) < 0 ? text : COLOURS.matcher(text).replaceAll("");
        if (prefix.decided()) {
            next(prefix.strip(plain));
            return;
        }
        if (shows(plain)) {
            prefix.none();
        } else {
            prefix.hold(plain, StraceReader::isEvent);
            if (!prefix.decided()) {
                return;
            }
            plain = "";
        }
        List<String> held = prefix.takeHeld();
        held.forEach(line -> next(prefix.strip(line)));
        if (!plain.isEmpty()) {
            next(plain);
        }
    }

    /** Whether a line can be read as it stands. */
    private static boolean shows(String line) {
        return isEvent(line) || isBegun(line) || Remark.in(line, 0) != null;
    }

    private static boolean isBegun(String line) {
        var head = new LineHead(new Timestamps());
        head.read(line);
        return callAt(line, head.end) >= 0 || line.startsWith(RESUMED, head.end);
    }

    private static boolean isEvent(String line) {
        var seen = new boolean[1];
        new StraceReader(event -> seen[0] |= !(event instanceof Begun)).read(line);
        return seen[0];
    }

    private void next(String line) {
        lineNumber++;
        if (!read(line) && !continues(line)) {
            int pid = line.indexOf("[pid ");
            // On a terminal a server's output without a line end stands before strace's line.
            if (pid <= 0 || !read(line.substring(pid))) {
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
        String line = prefix.strip(text);
        head.read(line);
        int paren = callAt(line, head.end);
        partialUnreadable = paren < 0 && !line.isBlank();
        if (paren > 0) {
            String name = line.substring(head.end, paren);
            String args = line.substring(paren + 1);
            int tid = head.tid == 0 ? soleThread : head.tid;
            partial = new Opening(lineNumber + 1, tid, name, args, head.time, true).call();
        }
    }

    /** The log has ended: hands over what has begun and not finished, with an empty result. */
    public void end() {
        prefix.end(StraceReader::isEvent);
        for (String line : prefix.takeHeld()) {
            next(prefix.strip(line));
        }
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
    public List<Syscall> pending() {
        var calls = new ArrayList<Syscall>();
        for (Opening call : begun.values()) {
            calls.add(call.call());
        }
        if (partial != null) {
            calls.add(partial);
        }
        calls.sort(Comparator.comparingInt(Syscall::line));
        return calls;
    }

    @Override
    public Unreadable unreadable() {
        return new Unreadable(unreadableCount, unreadableLines.stream().sorted().toList());
    }

    @Override
    public Clock clock() {
        return timestamps.clock();
    }

    @Override
    public @Nullable String threadName(int tid) {
        return threadNames.get(tid);
    }

    /** How many lines have been read. */
    public int lines() {
        return lineNumber;
    }

    @Override
    public int soleThread() {
        return soleThread;
    }

    private boolean read(String s) {
        head.read(s);
        int at = head.end;
        if (at >= s.length()) {
            return s.isBlank();
        }
        int tid = whose();
        boolean event =
                switch (s.charAt(at)) {
                    case '+' -> exit(s, at, tid);
                    case '-' -> signal(s, at, tid);
                    case '<' ->
                            s.startsWith(UNFINISHED, at)
                                    || s.startsWith(DETACHED, at)
                                    || resumed(s, at, tid);
                    default -> call(s, at, tid);
                };
        inTable &= !event;
        return event || remark(s) || isNoEvent(s, at);
    }

    /** The thread of the line that the head was read of. */
    private int whose() {
        if (head.tid == 0) {
            return soleThread;
        }
        if (head.bracketed && followed.add(head.tid) && soleThread == 0) {
            soleThread = head.tid; // not announced as attached: it was there from the start
        }
        if (head.threadName != null) {
            threadNames.putIfAbsent(head.tid, head.threadName);
        }
        return head.tid;
    }

    /** What strace prints besides its lines: dumps of bytes, stack frames, the table of -C. */
    private boolean isNoEvent(String s, int at) {
        char first = s.charAt(at);
        if (first == '|') {
            return at == 1; // -e read=, -e write=
        }
        if (first == '>') {
            boolean file = s.startsWith("> /", at) || s.startsWith("> [", at);
            return at == 1 && (file || (s.endsWith("]") && s.contains(" [0x"))); // -k
        }
        int begin = blanks(s, 0);
        if (s.startsWith("% time", begin)) {
            inTable = true;
        }
        return inTable && begin < s.length() && "%-0123456789".indexOf(s.charAt(begin)) >= 0;
    }

    private boolean call(String s, int at, int tid) {
        int paren = callAt(s, at);
        if (paren < 0) {
            return false;
        }
        String name = s.substring(at, paren);
        int close = Arguments.close(s, paren + 1);
        if (close >= 0 && hasResult(s, close)) {
            long time = head.time;
            timestamps.confirm();
            forget(tid);
            finish(s, paren + 1, close, lineNumber, tid, name, time, time);
            return true;
        }
        return begins(s, paren, tid, name);
    }

    private boolean begins(String s, int paren, int tid, String name) {
        timestamps.confirm();
        int end = s.length();
        Remark remark = Remark.in(s, paren);
        if (remark != null) {
            end = remark.at();
            note(remark);
        }
        boolean cut = remark == null;
        for (String mark : List.of(UNFINISHED, DETACHED)) {
            int found = s.lastIndexOf(mark, end);
            if (found > paren) {
                end = found;
                cut = false;
            }
        }
        forget(tid);
        String text = s.substring(paren + 1, end);
        var call = new Opening(lineNumber, tid, name, text, head.time, cut);
        begun.put(tid, call);
        if (cut || remark != null) {
            open = call; // its rest, or <unfinished ...>, follows on the next line
        }
        events.accept(new Begun(call.call()));
        return true;
    }

    /** {@code <... accept4 resumed>{sa_family=…}, [16], 0) = 4<TCP:[…]> <0.000123>}. */
    private boolean resumed(String s, int at, int tid) {
        int nameAt = at + RESUMED.length();
        int mark = s.indexOf(" resumed>", nameAt);
        if (mark < 0 || !s.startsWith(RESUMED, at)) {
            return false;
        }
        timestamps.confirm();
        String name = s.substring(nameAt, mark);
        String rest = s.substring(mark + " resumed>".length());
        Opening first = begun.get(tid);
        if (first == null && tid != 0 && begun.containsKey(0)) {
            first = begun.get(0); // begun while strace still followed one thread only
            soleThread = tid;
        }
        if (first != null && first.name.equals(name)) {
            begun.remove(first.tid);
            if (first.equals(open)) {
                open = null;
            }
        } else {
            // The log begins in the middle of this call.
            first = new Opening(lineNumber, tid, name, "?, ", -1, false);
        }
        return join(first, rest, tid, head.time);
    }

    /** Finishes a call whose beginning and whose end stand on two lines. */
    private boolean join(Opening first, String rest, int tid, long resumedAt) {
        String tail = rest;
        int again = tail.indexOf(UNFINISHED);
        if (again >= 0 && tail.startsWith(") = ?", again + UNFINISHED.length())) {
            tail = tail.substring(0, again) + tail.substring(again + UNFINISHED.length());
        }
        String whole = first.text + tail;
        int close = Arguments.close(whole, 0);
        if (close >= 0 && hasResult(whole, close)) {
            finish(whole, 0, close, first.line, tid, first.name, first.enter, resumedAt);
            return true;
        }
        int unfinished = tail.lastIndexOf(UNFINISHED);
        String text = first.text + (unfinished < 0 ? tail : tail.substring(0, unfinished));
        begun.put(tid, new Opening(first.line, tid, first.name, text, first.enter, unfinished < 0));
        return unfinished >= 0;
    }

    /** On a terminal a server's output may tear a call in two: {@code write(1, "a\n", 2a}. */
    private boolean continues(String s) {
        Opening first = open;
        if (first == null || s.lastIndexOf(") ") < 0 || s.indexOf("= ") < 0) {
            return false;
        }
        String whole = first.text + s;
        int close = Arguments.close(whole, 0);
        if (close < first.text.length() || !hasResult(whole, close)) {
            return false;
        }
        begun.remove(first.tid);
        open = null;
        finish(whole, 0, close, first.line, first.tid, first.name, first.enter, -1);
        return true;
    }

    private void finish(
            String s,
            int args,
            int close,
            int line,
            int tid,
            String name,
            long enter,
            long seenAt) {
        int from = blanks(s, close + 1) + 2;
        int next = s.indexOf("[pid ", from); // two threads' calls may stand on one line
        int to = next < 0 ? s.length() : LineHead.trimmed(s, next);
        long exit = line == lineNumber ? -1 : seenAt;
        // -T: <0.000123>
        int lt = to > from && s.charAt(to - 1) == '>' ? s.lastIndexOf(" <", to) : -1;
        if (lt >= from - 1) {
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
        String text = s.substring(args, close);
        if (name.startsWith("exit")) {
            exiting.add(tid);
        }
        events.accept(new Syscall(line, lineNumber, tid, name, text, result, enter, exit));
        if (next >= 0 && !read(s.substring(next))) {
            unreadable(lineNumber);
        }
    }

    private boolean exit(String s, int at, int tid) {
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
        timestamps.confirm();
        ended(new Exit(lineNumber, tid, status, signal, head.time));
        return true;
    }

    private void ended(Exit exit) {
        int tid = exit.tid();
        Opening last = begun.remove(tid);
        if (last != null) {
            events.accept(last.call());
        }
        exiting.remove(tid);
        followed.remove(tid);
        // Who was there from the start may have made no call yet that names it.
        if (followed.size() == 1 && soleThread != 0) {
            soleThread = followed.iterator().next(); // from now on its lines have no pid
        }
        events.accept(exit);
        threadNames.remove(tid);
    }

    private boolean signal(String s, int at, int tid) {
        if (!s.startsWith("--- ", at)) {
            return false;
        }
        timestamps.confirm();
        int end = s.endsWith(" ---") ? s.length() - 4 : s.length();
        String text = s.substring(at + 4, Math.max(at + 4, end));
        int space = text.indexOf(' ');
        String name = space < 0 ? text : text.substring(0, space);
        String details = space < 0 ? "" : text.substring(space + 1);
        events.accept(new Signal(lineNumber, tid, name, details, head.time));
        return true;
    }

    private boolean remark(String s) {
        Remark remark = Remark.in(s, 0);
        if (remark == null || remark.at() != blanks(s, 0)) {
            return false;
        }
        note(remark);
        return true;
    }

    private void note(Remark remark) {
        if (remark.tid() == 0) {
            return;
        }
        if (remark.kind() == Kind.ATTACHED) {
            followed.add(remark.tid());
            if (lineNumber == 1) {
                soleThread = remark.tid(); // strace -p
            }
        } else if (remark.kind() == Kind.DETACHED && exiting.contains(remark.tid())) {
            ended(new Exit(lineNumber, remark.tid(), 0, null, head.time));
        }
    }

    /** A thread that makes a call is no longer in an earlier one: the log has lost its end. */
    private void forget(int tid) {
        Opening lost = begun.isEmpty() ? null : begun.remove(tid);
        if (lost == null) {
            return;
        }
        if (lost.equals(open)) {
            open = null;
        }
        if (lost.cut) {
            unreadable(lost.line);
        }
        events.accept(lost.call());
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
        int at = blanks(s, close + 1);
        return s.startsWith("= ", at) && at + 2 < s.length();
    }
}
