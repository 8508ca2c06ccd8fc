package org.syscalllabs.trace.strace;

import java.io.ByteArrayOutputStream;

/** Turns strace's quoted strings, {@code "+OK\r\n"...}, back into the bytes that they stand for. */
final class QuotedText {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean cut;

    /** Appends the string whose opening quote stands at {@code at}; returns the index behind it. */
    int append(String text, int at) {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            char c = text.charAt(i++);
            if (c == '\\' && i < text.length()) {
                i = escape(text, i);
            } else {
                bytes.write(c);
            }
        }
        int behind = i + 1;
        cut = i >= text.length() || text.startsWith("...", behind);
        return behind;
    }

    /** True when the last string ended in {@code "...}: strace printed only its beginning. */
    boolean cut() {
        return cut;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private int escape(String text, int at) {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(0x0b);
            case 'f' -> bytes.write('\f');
            case 'a' -> bytes.write(0x07);
            case 'b' -> bytes.write('\b');
            case 'e' -> bytes.write(0x1b);
            case 'x' -> {
                return number(text, at + 1, 16, 2); // -x, -xx
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                return number(text, at, 8, 3);
            }
            default -> bytes.write(c);
        }
        return at + 1;
    }

    private int number(String text, int from, int radix, int digits) {
        int value = 0;
        int i = from;
        while (i < text.length() && i < from + digits) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
            i++;
        }
        bytes.write(value);
        return i;
    }
}
