package org.syscalllabs.kv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One reply, in one of the five forms of RESP2. {@link Replies} writes it as bytes.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
sealed interface Reply {

    Reply OK = new Status("OK");
    Reply NIL = new Nil();

    /** {@code +OK}. */
    record Status(String text) implements Reply {}

    /** {@code -ERR syntax error}. The first word is the kind of error. */
    record Failure(String text) implements Reply {}

    /** {@code :1}. */
    record Int(long value) implements Reply {}

    /**
     * {@code $5 Alice}: any bytes. The array is shared with the store, so it is never written to.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bulk(byte[] bytes) implements Reply {}

    /** {@code $-1}: no such value. */
    record Nil() implements Reply {}

    /** {@code *2 …}: replies in a reply. */
    record Array(List<Reply> items) implements Reply {}

    static Reply number(long value) {
        return new Int(value);
    }

    static Reply bulk(byte[] bytes) {
        return new Bulk(bytes);
    }

    static Reply bulk(String text) {
        return new Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply array(Reply... items) {
        return new Array(List.of(items));
    }

    static Reply array(List<Reply> items) {
        return new Array(items);
    }

    /** A text of several lines, as {@code HELP} subcommands give it. */
    static Reply lines(String... lines) {
        return new Array(Arrays.stream(lines).<Reply>map(Status::new).toList());
    }
}
