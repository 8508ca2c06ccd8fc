package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.LineHead.blanks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    private static final Pattern COLOURS = Pattern.compile("\033\\[[0-9;]*[A-Za-z]");
    private static final char ESCAPE = '\033';

    private final Consumer<? super Event> events;
    private final Timestamps timestamps = new Timestamps();
    private final LineHead head = new LineHead(timestamps);
    private final Syscall.Names names = new Syscall.Names();
    private final Prefix prefix = new Prefix();
    private final Unfinished unfinished = new Unfinished();
    private final OtherOutput other = new OtherOutput();
    private final Threads threads;
    private final Unreadable.Counter unreadable = new Unreadable.Counter();
    private final Damage damage = new Damage();
    private int lineNumber;

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
        threads = new Threads(tid);
    }

    /** Reads the next line, without its line end. Never throws, whatever the line holds. */
    public void line(String text) {
        partial = null;
        partialUnreadable = false;
        var plain = text.indexOf(ESCAPE) < 0 ? text : COLOURS.matcher(text).replaceAll("");
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
        var held = prefix.takeHeld();
        held.forEach(line -> next(prefix.strip(line)));
        if (!plain.isEmpty()) {
            next(plain);
        }
    }

    /** Whether a line can be read as it stands. */
    private static boolean shows(String line) {
        return isEvent(line) || Opening.isIn(line) || Remark.in(line, 0) != null;
    }

    private static boolean isEvent(String line) {
        var seen = new boolean[1];
        new StraceReader(event -> seen[0] |= !(event instanceof Begun)).read(line);
        return seen[0];
    }

    private void next(String line) {
        lineNumber++;
        if (!read(line) && !continues(line)) {
            var pid = line.indexOf("[pid ");
            // On a terminal a server's output without a line end stands before strace's line.
            if (pid <= 0 || !read(line.substring(pid))) {
                unreadable.add(lineNumber);
                damage.unreadable(lineNumber);
            }
        }
    }

    /**
     * Looks at a last line that has no line end yet, and forgets it at the next call. strace writes
     * {@code accept4(3, } when the call begins, so that this is how a blocked server's log ends.
     */
    public void partialLine(String text) {
        partial = null;
        var line = prefix.strip(text);
        head.read(line);
        var paren = Arguments.open(line, head.end);
        partialUnreadable = paren < 0 && !line.isBlank();
        if (paren > 0) {
            var name = line.substring(head.end, paren);
            var args = line.substring(paren + 1);
            var tid = head.tid == 0 ? threads.sole() : head.tid;
            partial = new Opening(lineNumber + 1, tid, name, args, head.time, true).call();
        }
    }

    /** The log has ended: hands over what has begun and not finished, with an empty result. */
    public void end() {
        prefix.end(StraceReader::isEvent);
        for (var line : prefix.takeHeld()) {
            next(prefix.strip(line));
        }
        for (var call : pending()) {
            events.accept(call);
        }
        if (partialUnreadable) {
            unreadable.add(lineNumber + 1);
            partialUnreadable = false;
        }
        unfinished.clear();
        partial = null;
    }

    /** The calls that have begun and not finished, in the order of their lines. */
    public List<Syscall> pending() {
        var calls = new ArrayList<Syscall>();
        for (var call : unfinished.all()) {
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
        return unreadable.counted();
    }

    @Override
    public @Nullable String damage() {
        return damage.found();
    }

    @Override
    public Clock clock() {
        return timestamps.clock();
    }

    @Override
    public @Nullable String threadName(int tid) {
        return threads.name(tid);
    }

    /** How many lines have been read. */
    public int lines() {
        return lineNumber;
    }

    @Override
    public int soleThread() {
        return threads.sole();
    }

    private boolean read(String s) {
        head.read(s);
        var at = head.end;
        if (at >= s.length()) {
            return s.isBlank();
        }
        var tid = threads.of(head);
        var event =
                switch (s.charAt(at)) {
                    case '+' -> exit(s, at, tid);
                    case '-' -> signal(s, at, tid);
                    case '<' ->
                            s.startsWith(Opening.UNFINISHED, at)
                                    || s.startsWith(Opening.DETACHED, at)
                                    || resumed(s, at, tid);
                    default -> call(s, at, tid);
                };
        if (event) {
            other.event();
            damage.event(s, lineNumber, head, timestamps.clock());
        }
        return event || remark(s) || other.has(s, at);
    }

    private boolean call(String s, int at, int tid) {
        var paren = Arguments.open(s, at);
        if (paren < 0) {
            return false;
        }
        var name = names.of(s, at, paren);
        var close = Arguments.close(s, paren + 1);
        if (close >= 0 && Outcome.follows(s, close)) {
            var time = head.time;
            timestamps.confirm();
            forget(tid);
            finish(s, paren + 1, close, lineNumber, tid, name, time, time);
            return true;
        }
        return begins(s, paren, tid, name);
    }

    private boolean begins(String s, int paren, int tid, String name) {
        timestamps.confirm();
        var remark = Remark.in(s, paren);
        var seen = s;
        if (remark != null) {
            seen = s.substring(0, remark.at());
            note(remark);
        }
        var stop = Opening.stop(seen, paren + 1);
        var cut = remark == null && stop < 0;
        var text = seen.substring(paren + 1, stop < 0 ? seen.length() : stop);
        var call = new Opening(lineNumber, tid, name, text, head.time, cut);
        lose(unfinished.put(call));
        if (cut || remark != null) {
            unfinished.tear(call); // its rest, or <unfinished ...>, follows on the next line
        }
        events.accept(new Begun(call.call()));
        return true;
    }

    /** {@code <... accept4 resumed>{sa_family=…}, [16], 0) = 4<TCP:[…]> <0.000123>}. */
    private boolean resumed(String s, int at, int tid) {
        var nameAt = at + Opening.RESUMED.length();
        var mark = s.indexOf(" resumed>", nameAt);
        if (mark <= nameAt || !s.startsWith(Opening.RESUMED, at)) {
            return false;
        }
        timestamps.confirm();
        var name = names.of(s, nameAt, mark);
        var rest = s.substring(mark + " resumed>".length());
        var first = unfinished.take(tid);
        if (first == null && tid != 0) {
            first = unfinished.take(0);
            if (first != null) {
                threads.isSole(tid); // begun while strace still followed one thread only
            }
        }
        if (first != null && first.name().equals(name)) {
            unfinished.notTorn(first);
        } else {
            if (first != null) {
                unfinished.put(first);
            }
            // The log begins in the middle of this call.
            first = new Opening(lineNumber, tid, name, "?, ", -1, false);
        }
        return join(first, rest, tid, head.time);
    }

    /** Finishes a call whose beginning and whose end stand on two lines. */
    private boolean join(Opening first, String rest, int tid, long resumedAt) {
        var tail = rest;
        var again = tail.indexOf(Opening.UNFINISHED);
        if (again >= 0 && tail.startsWith(") = ?", again + Opening.UNFINISHED.length())) {
            tail = tail.substring(0, again) + tail.substring(again + Opening.UNFINISHED.length());
        }
        var whole = first.text() + tail;
        var close = Arguments.close(whole, 0);
        if (close >= 0 && Outcome.follows(whole, close)) {
            finish(whole, 0, close, first.line(), tid, first.name(), first.enter(), resumedAt);
            return true;
        }
        var stop = tail.lastIndexOf(Opening.UNFINISHED);
        var text = first.text() + (stop < 0 ? tail : tail.substring(0, stop));
        unfinished.put(new Opening(first.line(), tid, first.name(), text, first.enter(), stop < 0));
        return stop >= 0;
    }

    /** On a terminal a server's output may tear a call in two: {@code write(1, "a\n", 2a}. */
    private boolean continues(String s) {
        var first = unfinished.torn();
        if (first == null || s.lastIndexOf(") ") < 0 || s.indexOf("= ") < 0) {
            return false;
        }
        var whole = first.text() + s;
        var close = Arguments.close(whole, 0);
        if (close < first.text().length() || !Outcome.follows(whole, close)) {
            return false;
        }
        unfinished.take(first.tid());
        unfinished.notTorn(first);
        finish(whole, 0, close, first.line(), first.tid(), first.name(), first.enter(), -1);
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
        var next = s.indexOf("[pid ", close + 1); // two threads' calls may stand on one line
        var end = next < 0 ? s.length() : LineHead.trimmed(s, next);
        var outcome = Outcome.behind(s, close, end);
        var exit = line == lineNumber ? -1 : seenAt;
        if (outcome.took() >= 0 && enter >= 0) {
            exit = enter + outcome.took();
        }
        if (name.startsWith("exit")) {
            threads.exits(tid);
        }
        events.accept(
                new Syscall(line, lineNumber, tid, name, s, args, close, outcome, enter, exit));
        if (next >= 0 && !read(s.substring(next))) {
            unreadable.add(lineNumber);
        }
    }

    private boolean exit(String s, int at, int tid) {
        var exit = Exit.read(s, at, lineNumber, tid, head.time);
        if (exit == null) {
            return s.startsWith("+++ ", at); // superseded by execve in another thread
        }
        timestamps.confirm();
        ended(exit);
        return true;
    }

    private void ended(Exit exit) {
        var tid = exit.tid();
        var last = unfinished.take(tid);
        if (last != null) {
            events.accept(last.call());
        }
        threads.ended(tid);
        events.accept(exit);
        threads.forget(tid);
    }

    private boolean signal(String s, int at, int tid) {
        var signal = Signal.read(s, at, lineNumber, tid, head.time);
        if (signal == null) {
            return false;
        }
        timestamps.confirm();
        events.accept(signal);
        return true;
    }

    private boolean remark(String s) {
        var remark = Remark.in(s, 0);
        if (remark == null || remark.at() != blanks(s, 0)) {
            return false;
        }
        note(remark);
        return true;
    }

    private void note(Remark remark) {
        if (threads.showsEnd(remark, lineNumber == 1)) {
            ended(new Exit(lineNumber, remark.tid(), 0, null, head.time));
        }
    }

    /** A thread that makes a call is no longer in an earlier one: the log has lost its end. */
    private void forget(int tid) {
        lose(unfinished.take(tid));
    }

    private void lose(@Nullable Opening lost) {
        if (lost == null) {
            return;
        }
        unfinished.notTorn(lost);
        if (lost.cut()) {
            unreadable.add(lost.line());
        }
        events.accept(lost.call());
    }
}
