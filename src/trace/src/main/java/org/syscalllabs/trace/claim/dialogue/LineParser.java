package org.syscalllabs.trace.claim.dialogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.syscalllabs.trace.strace.Payload;

/**
 * What both directions of the Redis protocol share: lines, and bulks of a known length between
 * them. It needs no byte of a bulk, so that a string that strace cut there does no harm, and of a
 * line it keeps the beginning and the end.
 */
public abstract sealed class LineParser permits RequestParser, ReplyParser {

    private static final int KEPT = 64;

    private final byte[] line = new byte[KEPT];
    private int length;
    private boolean inLine;
    private boolean blank = true;
    private boolean endsInCarriageReturn;
    private long bulkLeft; // bytes of a bulk and its line end that are still to come
    private boolean blind;
    private boolean broken;

    /** Takes what a call moved. */
    public final void feed(Payload payload) {
        var bytes = payload.bytes();
        var i = 0;
        while (i < bytes.length && !blind && !broken) {
            if (bulkLeft > 0) {
                var skipped = (int) Math.min(bulkLeft, bytes.length - i);
                skip(skipped);
                i += skipped;
            } else {
                take(bytes[i++]);
            }
        }
        var unseen = (long) payload.length() - bytes.length;
        if (unseen > 0 && !broken) {
            if (unseen <= bulkLeft) {
                skip(unseen);
            } else {
                blind = true;
            }
        }
    }

    /** True when bytes that matter are not in the log. */
    public final boolean blind() {
        return blind;
    }

    /** A line has ended; its first {@value #KEPT} characters stand here, without its line end. */
    protected abstract void line(String line);

    /** A bulk has ended. */
    protected abstract void bulk();

    /** The first byte of a line has come. */
    protected void first() {}

    /** What follows is no protocol any more. */
    protected void broken() {
        broken = true;
    }

    /** The next {@code length} bytes, and a line end, are a bulk. */
    protected final void skipBulk(long length) {
        if (length < 0) {
            bulk(); // $-1, nothing
        } else {
            bulkLeft = length + 2;
        }
    }

    /** True when the line that ends has blanks only. */
    protected final boolean blankLine() {
        return blank;
    }

    /** The number behind the line's first character; Long.MIN_VALUE if there is none. */
    protected static long number(String line) {
        try {
            return line.length() > 16 ? Long.MIN_VALUE : Long.parseLong(line.substring(1));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Long.MIN_VALUE;
        }
    }

    private void skip(long count) {
        bulkLeft -= count;
        if (bulkLeft == 0) {
            bulk();
        }
    }

    private void take(byte b) {
        if (!inLine) {
            inLine = true;
            blank = true;
            first();
        }
        if (b == '\n') {
            endLine();
            return;
        }
        endsInCarriageReturn = b == '\r';
        blank &= b == ' ' || b == '\t' || b == '\r';
        if (length < KEPT) {
            line[length++] = b;
        }
    }

    /** The line so far, while no line end has come. */
    protected final String unended() {
        return new String(line, 0, length, ISO_8859_1);
    }

    /** The line is over, with or without its line end. */
    protected final void endLine() {
        var cut = endsInCarriageReturn && length > 0 && line[length - 1] == '\r';
        var text = new String(line, 0, cut ? length - 1 : length, ISO_8859_1);
        length = 0;
        inLine = false;
        endsInCarriageReturn = false;
        line(text);
    }
}
