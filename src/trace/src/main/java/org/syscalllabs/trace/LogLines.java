package org.syscalllabs.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/** Feeds a log to a reader, line by line: a last line without a line end is not a whole one. */
final class LogLines implements Closeable {

    private final Reader in;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder begun = new StringBuilder();
    private int at;
    private int end;

    LogLines(Reader in) {
        this.in = in;
    }

    /** Reads the log to its end. */
    void to(StraceReader reader) throws IOException {
        while (nextTo(reader)) {
            // one line after the other
        }
    }

    /** Feeds one line, and at the end of the log what has begun; false then. */
    boolean nextTo(StraceReader reader) throws IOException {
        while (fill()) {
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            if (at < end) {
                reader.line(line(start, at++));
                return true;
            }
            begun.append(buffer, start, end - start);
        }
        if (!begun.isEmpty()) {
            reader.partialLine(begun.toString());
        }
        reader.end();
        return false;
    }

    private String line(int from, int to) {
        if (begun.isEmpty()) {
            int last = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
            return new String(buffer, from, last - from);
        }
        String line = begun.append(buffer, from, to - from).toString();
        begun.setLength(0);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at < end;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
