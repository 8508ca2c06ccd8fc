package org.syscalllabs.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Replies as the bytes to send.
 *
 * <p>Small ones are gathered in one buffer, so that many replies leave in one system call. A large
 * value is not copied: its buffer wraps the array that the store holds.
 */
final class Replies {

    /** From this size on, in bytes, a value is cheaper to point at than to copy. */
    private static final int LARGE = 16 * 1024;

    /** So many bytes at most are gathered in one buffer, which has so many at first. */
    private static final int GATHERED = 64 * 1024;

    private static final int FIRST_BYTES = 512;

    private static final byte[] CRLF = {'\r', '\n'};

    private final List<ByteBuffer> full = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;

    void add(Reply reply) {
        switch (reply) {
            case Reply.Status(var text) -> line('+', text);
            case Reply.Failure(var text) -> line('-', text);
            case Reply.Int(var value) -> line(':', value);
            case Reply.Nil() -> line('$', -1);
            case Reply.Bulk(var bytes) -> {
                line('$', bytes.length);
                put(bytes);
                put(CRLF);
            }
            case Reply.Array(var items) -> {
                line('*', items.size());
                for (var item : items) {
                    add(item);
                }
            }
        }
    }

    /** Everything added since the last call, in order; empty when nothing was. */
    ByteBuffer[] take() {
        flush();
        var all = full.toArray(ByteBuffer[]::new);
        full.clear();
        return all;
    }

    /** Forgets everything added since the last {@link #take}. */
    void clear() {
        full.clear();
        length = 0;
    }

    private void line(char type, long number) {
        line(type, Long.toString(number));
    }

    private void line(char type, String text) {
        put((type + text).getBytes(StandardCharsets.ISO_8859_1));
        put(CRLF);
    }

    private void put(byte[] bytes) {
        if (bytes.length >= LARGE) {
            flush();
            full.add(ByteBuffer.wrap(bytes));
            return;
        }
        if (length + bytes.length > GATHERED) {
            flush();
        }
        if (length + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + bytes.length));
        }
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /** The receiver owns the bytes from here on, so the next replies need a new array. */
    private void flush() {
        if (length > 0) {
            full.add(ByteBuffer.wrap(buffer, 0, length));
            buffer = new byte[FIRST_BYTES];
            length = 0;
        }
    }
}
