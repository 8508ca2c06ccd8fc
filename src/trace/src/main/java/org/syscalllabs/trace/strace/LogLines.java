package org.syscalllabs.trace.strace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Feeds a log to a reader, line by line, as far as it goes now: a last line without a line end is
 * not a whole one yet. strace escapes what is not ASCII, and so a byte is a character here.
 */
public final class LogLines implements Closeable {

    /** Of a longer line the rest is left out: it is none of strace's. */
    private static final int LONGEST = 1 << 24;

    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LINE_ENDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long HIGHEST_BITS = ONES << 7;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 17];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** What was read last lies in the buffer from {@code at} to {@code end}. */
    private int at;

    private int end;
    private long bytes;

    public LogLines(InputStream in) throws IOException {
        this.in = decoded(in);
    }

    /** Reads what the log has now, and then has a look at its last line. */
    public void to(StraceReader reader) throws IOException {
        while (next(reader)) {
            // one line after the other
        }
    }

    /** Feeds one line; where there is none, shows the beginning of the last one: false then. */
    boolean next(StraceReader reader) throws IOException {
        while (fill()) {
            var start = at;
            var lineEnd = lineEnd(start);
            at = Math.min(lineEnd + 1, end);
            if (lineEnd < end) {
                reader.line(line(start, lineEnd));
                return true;
            }
            begin(start, end);
        }
        if (begun.size() > 0) {
            reader.partialLine(begun.toString(ISO_8859_1));
        }
        return false;
    }

    /** How many bytes of the log have been read. */
    public long bytes() {
        return bytes;
    }

    private void begin(int from, int to) {
        begun.write(buffer, from, Math.clamp(LONGEST - begun.size(), 0, to - from));
    }

    private String line(int from, int to) {
        if (begun.size() == 0) {
            var last = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
            return new String(buffer, from, last - from, ISO_8859_1);
        }
        begin(from, to);
        var line = begun.toString(ISO_8859_1);
        begun.reset();
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
            bytes += end;
        }
        return at < end;
    }

    /** The index of the next line end, or {@code end}: eight bytes at a time, then one by one. */
    private int lineEnd(int from) {
        var i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            // A byte that is a line end becomes 0, and a borrow then sets its highest bit.
            var differs = (long) EIGHT.get(buffer, i) ^ LINE_ENDS;
            var found = (differs - ONES) & ~differs & HIGHEST_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Windows' editors and shells save UTF-16, behind a byte order mark. */
    private static InputStream decoded(InputStream in) throws IOException {
        var pushback = new PushbackInputStream(in, 3);
        var mark = pushback.readNBytes(3);
        var utf16 =
                mark.length > 1
                        && ((mark[0] == (byte) 0xFE && mark[1] == (byte) 0xFF)
                                || (mark[0] == (byte) 0xFF && mark[1] == (byte) 0xFE));
        var utf8 =
                mark.length > 2
                        && mark[0] == (byte) 0xEF
                        && mark[1] == (byte) 0xBB
                        && mark[2] == (byte) 0xBF;
        if (!utf8) {
            pushback.unread(mark);
        }
        return utf16 ? new Narrowed(new InputStreamReader(pushback, UTF_16)) : pushback;
    }

    /** Characters as bytes: all that strace prints is ASCII. */
    private static final class Narrowed extends InputStream {
        private final Reader reader;
        private final char[] chars = new char[1 << 13];

        Narrowed(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            var c = reader.read();
            return c < 0 ? -1 : narrow((char) c) & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            var count = reader.read(chars, 0, Math.min(length, chars.length));
            for (var i = 0; i < count; i++) {
                into[from + i] = narrow(chars[i]);
            }
            return count;
        }

        private static byte narrow(char c) {
            return (byte) (c < 256 ? c : '?');
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
