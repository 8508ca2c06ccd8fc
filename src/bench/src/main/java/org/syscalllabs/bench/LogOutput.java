package org.syscalllabs.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;

/** Where the lines go: a buffer, and the clock of the log, which never stands still. */
final class LogOutput implements Closeable {
    private static final int LONGEST_LINE = 64 * 1024;

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 20];
    private final SplittableRandom random;
    private int filled;
    private long written;
    private long micros;

    /**
     * @param micros when the log begins, in microseconds since the epoch
     */
    LogOutput(OutputStream out, long micros, SplittableRandom random) {
        this.out = out;
        this.micros = micros;
        this.random = random;
    }

    /** The log's time, in microseconds since the epoch. */
    long micros() {
        return micros;
    }

    /** How many bytes the log has by now. */
    long written() {
        return written + filled;
    }

    /** Begins a line as strace -f -ttt does: the thread, at least five wide, and the time. */
    void begin(int tid) {
        var start = filled;
        number(tid);
        do {
            buffer[filled++] = ' ';
        } while (filled - start < 6);
        number((int) (micros / 1_000_000));
        fraction(micros % 1_000_000);
        buffer[filled++] = ' ';
    }

    /** ASCII alone: strace escapes all else. */
    @SuppressWarnings("deprecation") // the quickest way of a String's bytes into an array
    void text(String text) {
        text.getBytes(0, text.length(), buffer, filled);
        filled += text.length();
    }

    void number(int number) {
        var digits = 1;
        for (var rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        for (int i = filled + digits - 1, rest = number; i >= filled; i--, rest /= 10) {
            buffer[i] = (byte) ('0' + rest % 10);
        }
        filled += digits;
    }

    /** Ends a line; the call took a few microseconds, which -T adds if the line is timed. */
    void end(boolean timed) {
        long took = random.nextInt(5, 60);
        if (timed) {
            took(took);
        }
        newline();
        micros += took + random.nextInt(3, 30);
    }

    /** Ends the line of a call that began at this time, in microseconds. */
    void endSince(long begun) {
        took(micros - begun);
        newline();
        micros += random.nextInt(3, 30);
    }

    private void took(long took) {
        text(" <");
        number((int) (took / 1_000_000));
        fraction(took % 1_000_000);
        buffer[filled++] = '>';
    }

    private void fraction(long part) {
        buffer[filled++] = '.';
        for (var i = filled + 5; i >= filled; i--, part /= 10) {
            buffer[i] = (byte) ('0' + part % 10);
        }
        filled += 6;
    }

    private void newline() {
        buffer[filled++] = '\n';
        if (filled > buffer.length - LONGEST_LINE) {
            flush();
        }
    }

    private void flush() {
        try {
            out.write(buffer, 0, filled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written += filled;
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
