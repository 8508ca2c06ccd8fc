package org.syscalllabs.testkit.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;

/**
 * What strace writes of a server in a sandbox, from the server's own execve(2) on: the log that
 * strace would have written without one.
 *
 * <p>bwrap(1) is two processes. One of them strace has started, and no server can reach it. The
 * other is PID 1 of the sandbox: once it has started the server, it only waits for processes to
 * end, and nothing but this waiting is left out. Should a server get it to do more, that is seen.
 *
 * <p>A process in there is told the sandbox's numbers of its children and threads; here each gets
 * the number that its own lines begin with.
 */
final class SandboxLog extends InputStream {

    /** Longer than any line of bwrap's: of such a line no more is looked at. */
    private static final int LONGEST_LINE = 1 << 16;

    private static final Pattern SPAWN =
            Pattern.compile("(?:<\\.\\.\\. )?(?:fork|vfork|clone3?)[( ]");

    /** The end of a call that has made a child, in whose text no server can put anything. */
    private static final Pattern SPAWNED =
            Pattern.compile(
                    "(?:<\\.\\.\\. )?(?:fork|vfork|clone3?)(?:\\(| resumed>).* = (?<child>[1-9][0-9]*) <");

    /** The lines of a child that has ended come much sooner than either. */
    private static final Duration LONGEST_HOLD = Duration.ofMillis(100);

    private static final int MOST_HELD = 10_000;

    /** The programs that come before the server: what the last of them executes is the server. */
    private final int before;

    private final InputStream log;
    private final byte[] chunk = new byte[1 << 15];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final Map<String, String> begun = new HashMap<>();
    private final SandboxPids pids;

    /** Lines that wait for the number of a child to be known, in their order. */
    private final Deque<String> held = new ArrayDeque<>();

    private final Set<String> waiting = new HashSet<>();
    private final Set<String> inCall = new HashSet<>();
    private @Nullable Deadline hold;
    private int begunBytes;
    private byte[] ready = {};
    private int at;
    private String launcher = "";
    private int executed;
    private boolean runs;
    private boolean over;

    /**
     * @param log what strace -f -o writes
     * @param before how many programs PID 1's child executes before it executes the server
     * @param pids knows the numbers of the sandbox
     */
    SandboxLog(InputStream log, int before, SandboxPids pids) {
        this.log = log;
        this.before = before;
        this.pids = pids;
    }

    /** More than zero: a read returns at once, though perhaps with nothing. */
    @Override
    public int available() throws IOException {
        if (at < ready.length) {
            return ready.length - at;
        }
        return isHeldTooLong() ? 1 : log.available();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        while (true) {
            switch (read(one, 0, 1)) {
                case 1 -> {
                    return one[0] & 0xFF;
                }
                case -1 -> {
                    return -1;
                }
                default -> {} // all of it was bwrap's
            }
        }
    }

    /** Returns 0 when there was something to read, and all of it was bwrap's. */
    @Override
    public int read(byte[] into, int start, int length) throws IOException {
        if (at == ready.length && !over) {
            passed.reset();
            if (isHeldTooLong()) {
                release();
            } else {
                fill();
            }
            ready = passed.toByteArray();
            at = 0;
        }
        var count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, into, start, count);
        at += count;
        return count == 0 && over ? -1 : count;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private void fill() throws IOException {
        var length = log.read(chunk);
        var begin = 0;
        for (var end = 0; end < length; end++) {
            if (chunk[end] == '\n' || line.size() + end - begin == LONGEST_LINE) {
                line.write(chunk, begin, end + 1 - begin);
                begin = end + 1;
                pass();
            }
        }
        line.write(chunk, begin, Math.max(0, length - begin));
        passBegun();
        if (length < 0) {
            over = true;
            pass(); // a line that was cut
            held.forEach(this::add);
            held.clear();
        }
    }

    /** The child that the first line waits for does not appear: strace does not trace it. */
    private boolean isHeldTooLong() {
        return hold != null && (hold.isOver() || held.size() > MOST_HELD);
    }

    /**
     * strace writes the beginning of a call at once, and the line's end when it returns: what a
     * server sleeps in is seen while it does.
     */
    private void passBegun() {
        var text = line.toString(ISO_8859_1);
        var call = call(text);
        if (runs
                && held.isEmpty()
                && call.contains("(")
                && !waiting.contains(tid(text))
                && !SPAWN.matcher(call).lookingAt()) {
            pids.appears(thread(text));
            add(text.substring(begunBytes));
            begunBytes = text.length();
        }
    }

    private void pass() {
        var text = line.toString(ISO_8859_1);
        if (begunBytes > 0) {
            add(text.substring(begunBytes));
        } else if (!text.isEmpty()) {
            var its = runs ? ofServer(text) : ofStart(text);
            if (!its.isEmpty()) {
                var appears = pids.appears(thread(its));
                held.add(its);
                if (hold == null || appears || isHeldTooLong()) {
                    release();
                }
            }
        }
        begunBytes = 0;
        line.reset();
    }

    /** Passes on what is held, up to a child whose number is not known yet: it will appear. */
    private void release() {
        while (!held.isEmpty()) {
            var text = translated(held.element());
            if (text.isEmpty()) {
                hold = hold == null ? Deadline.in(LONGEST_HOLD) : hold;
                if (!isHeldTooLong()) {
                    return;
                }
                text = held.element();
            }
            hold = null;
            if (call(text).startsWith("+++ ")) {
                pids.ended(thread(text));
            }
            add(text);
            held.remove();
        }
    }

    /** The line with the number of the child that it tells of; empty when that is not known yet. */
    private String translated(String text) {
        var spawn =
                SPAWNED.matcher(text).region(text.length() - call(text).length(), text.length());
        if (!spawn.lookingAt()) {
            return text;
        }
        var child = pids.child(Integer.parseInt(spawn.group("child")), thread(text));
        return child.isEmpty()
                ? ""
                : text.substring(0, spawn.start("child"))
                        + child.getAsInt()
                        + text.substring(spawn.end("child"));
    }

    private void add(String text) {
        passed.writeBytes(text.getBytes(ISO_8859_1));
    }

    /** Of all that comes before the server nothing is passed on but the execve that starts it. */
    private String ofStart(String text) {
        var tid = tid(text);
        if (launcher.isEmpty()) {
            launcher = tid;
        }
        if (text.endsWith("<unfinished ...>\n")) {
            inCall.add(tid);
        } else {
            inCall.remove(tid);
        }
        if (tid.equals(launcher)) {
            waiting.add(tid);
            return "";
        }
        var execve = text;
        if (text.contains(" <... execve resumed>")) {
            execve = begun.getOrDefault(tid, "") + text;
        } else if (text.contains(" execve(") && text.contains("<unfinished ...>")) {
            begun.put(tid, text);
            return "";
        } else if (!text.contains(" execve(")) {
            waiting.add(tid);
            return "";
        }
        runs = text.contains(" = 0 ") && executed++ == before;
        if (runs) {
            waiting.remove(tid);
            pids.first(thread(text));
        }
        return runs ? execve : "";
    }

    private String ofServer(String text) {
        var tid = tid(text);
        if (!waiting.contains(tid)) {
            return text;
        }
        if (text.contains(" +++ ")) {
            waiting.remove(tid); // another process may get its number
            return "";
        }
        // Its fork of the server may return when the server runs already.
        var before = inCall.remove(tid) && call(text).startsWith("<... ");
        return before || tid.equals(launcher) || isWaiting(text) ? "" : text;
    }

    /** All that PID 1 does: it waits, and writes down with what the server has ended. */
    private static boolean isWaiting(String text) {
        var call = call(text);
        return call.startsWith("wait4(")
                || call.startsWith("<... wait4 resumed>")
                || call.startsWith("exit_group(")
                || call.startsWith("<... exit_group resumed>")
                || call.startsWith("--- ")
                || (call.startsWith("write(") && call.contains("<anon_inode:[eventfd]>,"))
                || call.startsWith("<... write resumed>");
    }

    /** The line without thread and time. */
    private static String call(String text) {
        var timed = text.substring(tid(text).length()).stripLeading();
        return timed.substring(timed.indexOf(' ') + 1);
    }

    /** The thread of a line; 0 where the line has none. */
    private static int thread(String text) {
        var end = tid(text).length();
        var digits = end > 0 && end < 10 && tid(text).chars().allMatch(Character::isDigit);
        return digits ? Integer.parseInt(text, 0, end, 10) : 0;
    }

    private static String tid(String text) {
        return text.substring(0, Math.max(0, text.indexOf(' ')));
    }
}
