package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.testkit.protocol.Reply.Kind;

/**
 * Makes replies of bytes, in however many pieces TCP brings them. Each byte belongs to exactly one
 * reply, and is looked at once. It takes what servers send: RESP2 and RESP3, also where a line ends
 * in {@code \n} alone, and plain lines of any words.
 *
 * <pre>{@code
 * reader.feed(bytes);
 * for (var reply = reader.next(); reply.isPresent(); reply = reader.next()) {
 *     IO.println(reply.get().shown());
 * }
 * }</pre>
 *
 * <p>What it keeps is bounded, whatever a server sends: a reply that is longer than allowed, that
 * announces more than that, or is nested too deeply becomes {@link Reply.Malformed}.
 */
public final class ReplyReader {
    /** How many bytes a reply may have, when nothing else is said: 64 MB. */
    public static final int MOST_BYTES = 64 << 20;

    private static final int DEEPEST = 32;
    private static final int MOST_ITEMS = 1 << 20;
    private static final int LONGEST_NUMBER = 1000;
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern COUNT = Pattern.compile("\\d{1,10}");
    private static final Pattern FRACTION =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?([eE][+-]?\\d+)?|inf|nan)");

    private final int mostBytes;

    /**
     * The bytes that no reply was made of, from start to end. A piece that was read never moves:
     * the replies share it.
     */
    private byte[] buffer = {};

    private int start;
    private int at;
    private int scanned;
    private int end;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Announced awaited;
    private int items;
    private @Nullable Reply whole;
    private ByteBuffer last = ByteBuffer.allocate(0);

    /** The type and the length of a value, whose bytes are still to come. */
    private record Announced(char type, int length) {}

    /**
     * An array whose items are still to come. A kind of null: an attribute, which nobody asked for.
     */
    private record Open(@Nullable Kind kind, int size, List<Reply> items) {}

    /** One whose replies have at most {@link #MOST_BYTES}. */
    public ReplyReader() {
        this(MOST_BYTES);
    }

    /**
     * One that allows replies of another size.
     *
     * @param mostBytes how many bytes one reply may have
     */
    public ReplyReader(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Takes what has come. */
    public void feed(byte[] bytes) {
        feed(ByteBuffer.wrap(bytes));
    }

    /** Takes what has come: all that remains in the buffer. */
    public void feed(ByteBuffer bytes) {
        var more = bytes.remaining();
        if (buffer.length - end < more) {
            makeRoom(more);
        }
        bytes.get(buffer, end, more);
        end += more;
    }

    /**
     * Another array, at least twice as long as what is kept: so each byte is copied once or twice.
     */
    private void makeRoom(int more) {
        var kept = end - start;
        var length = Math.max(1L << 13, Math.min(2L * (kept + more), Integer.MAX_VALUE - 8L));
        var fresh = new byte[Math.toIntExact(Math.max(length, Math.addExact(kept, more)))];
        System.arraycopy(buffer, start, fresh, 0, kept);
        buffer = fresh;
        at -= start;
        scanned -= start;
        start = 0;
        end = kept;
    }

    /** The next reply; empty when it is not whole yet. */
    public Optional<Reply> next() {
        return next(false);
    }

    /**
     * The next reply, of a server that is at rest: nothing more will come. Then a line is whole
     * without its end, and what else is not whole is malformed. Empty when there are no bytes.
     */
    public Optional<Reply> nextAtRest() {
        return next(true);
    }

    /** The bytes of the reply that was read last, as they came; read-only. */
    public ByteBuffer bytes() {
        return last.duplicate();
    }

    /** The bytes that are no whole reply yet; read-only. */
    public ByteBuffer pending() {
        return slice(start, end);
    }

    /**
     * Whether what is pending is the beginning of a line, and of no reply of RESP, which always
     * ends its lines. A server of plain lines may forget to.
     */
    public boolean isInPlainLine() {
        if (start == end || at != start || !open.isEmpty() || awaited != null) {
            return false;
        }
        var second = start + 1 < end ? (char) buffer[start + 1] : '0';
        return switch ((char) buffer[start]) {
            case '+', '-', '_', ',', '#' -> false;
            case ':', '$', '*', '(', '!', '=', '%', '~', '>', '|' ->
                    second != '-' && !Character.isDigit(second);
            default -> true;
        };
    }

    private Optional<Reply> next(boolean atRest) {
        while (start < end) {
            var limit = end - start > mostBytes ? start + mostBytes : end;
            if (!readPart(limit, atRest)) {
                if (limit - start == mostBytes) {
                    at = limit;
                    malformed("it is longer than the " + mostBytes + " bytes that are allowed");
                } else if (atRest) {
                    var why = unfinished();
                    at = end;
                    malformed(why);
                } else {
                    return Optional.empty();
                }
            }
            if (whole != null) {
                return Optional.of(taken(whole));
            }
        }
        return Optional.empty();
    }

    /** Reads a line, or the bytes of a value; false when it is not there as a whole. */
    private boolean readPart(int limit, boolean atRest) {
        return awaited == null ? readLine(limit, atRest) : readValue(awaited, limit);
    }

    private boolean readLine(int limit, boolean atRest) {
        while (scanned < limit && buffer[scanned] != '\n') {
            scanned++;
        }
        var ended = scanned < limit;
        if (!ended && (!atRest || limit < end || at == limit)) {
            return false;
        }
        var from = at;
        var to = ended && scanned > from && buffer[scanned - 1] == '\r' ? scanned - 1 : scanned;
        at = ended ? scanned + 1 : scanned;
        scanned = at;
        understand(from < to ? (char) buffer[from] : ' ', from, to);
        return true;
    }

    private boolean readValue(Announced value, int limit) {
        if (limit - at <= value.length) {
            return false;
        }
        var from = at;
        var to = from + value.length;
        var lineEnd = buffer[to] == '\r' ? to + 1 : to;
        if (lineEnd == limit) {
            return false;
        }
        awaited = null;
        if (buffer[lineEnd] == '\n') {
            at = lineEnd + 1;
            scanned = at;
            complete(
                    switch (value.type) {
                        case '!' -> new Reply.Failure(text(from, to));
                        case '=' -> new Reply.Value(slice(from + formatLength(from, to), to));
                        default -> new Reply.Value(slice(from, to));
                    });
        } else {
            at = to;
            malformed("behind a value of " + value.length + " bytes its line end is missing");
        }
        return true;
    }

    /** The length of {@code txt:}, with which a verbatim string begins. */
    private int formatLength(int from, int to) {
        return to - from >= 4 && buffer[from + 3] == ':' ? 4 : 0;
    }

    private void understand(char type, int from, int to) {
        var rest = from < to ? text(from + 1, to) : "";
        switch (type) {
            case '+' -> complete(new Reply.Status(rest));
            case '-' -> {
                // RESP's errors begin with a word: a number is one of a server of plain lines.
                if (FRACTION.matcher(rest).matches()) {
                    plain(from, to);
                } else {
                    complete(new Reply.Failure(rest));
                }
            }
            case ':', '(' -> {
                if (rest.length() <= LONGEST_NUMBER && WHOLE.matcher(rest).matches()) {
                    complete(new Reply.Whole(new BigInteger(rest)));
                } else {
                    plain(from, to);
                }
            }
            case ',' -> {
                if (FRACTION.matcher(rest).matches()) {
                    complete(new Reply.Fraction(rest));
                } else {
                    plain(from, to);
                }
            }
            case '_' -> {
                if (rest.isEmpty()) {
                    complete(new Reply.Nil());
                } else {
                    plain(from, to);
                }
            }
            case '#' -> {
                switch (rest) {
                    case "t" -> complete(new Reply.Truth(true));
                    case "f" -> complete(new Reply.Truth(false));
                    default -> plain(from, to);
                }
            }
            case '$', '*', '!', '=', '~', '%', '>', '|' -> {
                if (COUNT.matcher(rest).matches()) {
                    announced(type, Long.parseLong(rest));
                } else if (rest.equals("-1") && (type == '$' || type == '*')) {
                    complete(new Reply.Nil());
                } else {
                    plain(from, to);
                }
            }
            default -> plain(from, to);
        }
    }

    private void announced(char type, long count) {
        switch (type) {
            case '$', '!', '=' -> {
                if (count > mostBytes) {
                    malformed(
                            "it announces %d bytes, and %d are allowed"
                                    .formatted(count, mostBytes));
                } else {
                    awaited = new Announced(type, (int) count);
                }
            }
            case '*' -> opened(Kind.ARRAY, count);
            case '~' -> opened(Kind.SET, count);
            case '>' -> opened(Kind.PUSH, count);
            case '%' -> opened(Kind.MAP, 2 * count);
            default -> opened(null, 2 * count);
        }
    }

    private void opened(@Nullable Kind kind, long size) {
        if (size > MOST_ITEMS) {
            malformed("it announces %d items, and %d are allowed".formatted(size, MOST_ITEMS));
        } else if (open.size() == DEEPEST) {
            malformed("it has arrays in arrays, more than " + DEEPEST + " deep");
        } else if (size > 0) {
            open.push(new Open(kind, (int) size, new ArrayList<>()));
        } else if (kind != null) {
            complete(new Reply.Items(kind, List.of()));
        }
    }

    private void plain(int from, int to) {
        if (open.isEmpty()) {
            complete(new Reply.PlainLine(text(from, to)));
        } else {
            malformed("an item of an array is no reply");
        }
    }

    /** A reply is whole. It may be the last item of an array, and that of another one. */
    private void complete(Reply reply) {
        var done = reply;
        while (!open.isEmpty()) {
            var inner = open.peek();
            items++;
            if (items > MOST_ITEMS) {
                malformed("it has more than the " + MOST_ITEMS + " items that are allowed");
                return;
            }
            inner.items.add(done);
            if (inner.items.size() < inner.size) {
                return;
            }
            open.pop();
            if (inner.kind == null) {
                return; // the reply itself follows its attribute
            }
            done = new Reply.Items(inner.kind, Collections.unmodifiableList(inner.items));
        }
        whole = done;
    }

    private void malformed(String why) {
        whole = new Reply.Malformed(why, slice(start, at));
    }

    /** Why what is there at rest is no whole reply. */
    private String unfinished() {
        if (awaited != null) {
            var have = end - at;
            return have < awaited.length
                    ? "a value of %d bytes ended after %d".formatted(awaited.length, have)
                    : "behind a value of " + awaited.length + " bytes its line end is missing";
        }
        var inner = open.peek();
        return inner == null
                ? "it ended before its reply"
                : "an array of %d items ended after %d".formatted(inner.size, inner.items.size());
    }

    private Reply taken(Reply reply) {
        last = slice(start, at);
        start = at;
        scanned = at;
        open.clear();
        awaited = null;
        items = 0;
        whole = null;
        return reply;
    }

    private ByteBuffer slice(int from, int to) {
        return ByteBuffer.wrap(buffer, from, to - from).slice().asReadOnlyBuffer();
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, UTF_8);
    }
}
