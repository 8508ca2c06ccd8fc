package org.syscalllabs.trace.view;

import java.nio.ByteBuffer;

/**
 * Bytes as a person can read them and no terminal is steered by them: {@code "GET name\r\n"}. What
 * is no printable ASCII is {@code \r}, {@code \n}, {@code \t} or {@code \xNN}; a quote and a
 * backslash have a backslash before them.
 */
public final class Quoted {
    private static final String HEX = "0123456789abcdef";

    private Quoted() {}

    /** All of the bytes. */
    public static String of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /**
     * The first bytes; when there are more, how many they are: {@code "aaaa"… (100 bytes)}.
     *
     * @param limit how many bytes are shown at most
     */
    public static String of(byte[] bytes, int limit) {
        return of(ByteBuffer.wrap(bytes), limit);
    }

    /** All that remains in the buffer, which stays as it is. */
    public static String of(ByteBuffer bytes) {
        return of(bytes, bytes.remaining());
    }

    /** The first of what remains in the buffer, which stays as it is. */
    public static String of(ByteBuffer bytes, int limit) {
        var shown = Math.min(limit, bytes.remaining());
        var text = new StringBuilder(shown + 2).append('"');
        for (var i = 0; i < shown; i++) {
            append(bytes.get(bytes.position() + i) & 0xFF, text);
        }
        text.append('"');
        if (shown < bytes.remaining()) {
            text.append("… (").append(bytes.remaining()).append(" bytes)");
        }
        return text.toString();
    }

    /** One byte, without quotes around it. */
    static void append(int b, StringBuilder text) {
        switch (b) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '"', '\\' -> text.append('\\').append((char) b);
            default -> {
                if (b >= ' ' && b <= '~') {
                    text.append((char) b);
                } else {
                    text.append("\\x").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xF));
                }
            }
        }
    }
}
