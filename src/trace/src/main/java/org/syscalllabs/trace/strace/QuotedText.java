package org.syscalllabs.trace.strace;

import java.util.Arrays;

/** Turns strace's quoted strings, {@code "+OK\r\n"...}, back into the bytes that they stand for. */
final class QuotedText {

    private final String text;
    private final byte[] bytes;
    private int length;
    private boolean cut;

    /**
     * @param text the argument that the strings stand in
     */
    QuotedText(String text) {
        this.text = text;
        this.bytes = new byte[text.length()]; // no character stands for more than one byte
    }

    /** Appends the string whose opening quote stands at {@code at}; returns the index behind it. */
    int append(int at) {
        var i = at + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            var c = text.charAt(i++);
            if (c == '\\' && i < text.length()) {
                i = escape(i);
            } else {
                bytes[length++] = (byte) c;
            }
        }
        var behind = i + 1;
        cut = i >= text.length() || text.startsWith("...", behind);
        return behind;
    }

    /** True when the last string ended in {@code "...}: strace printed only its beginning. */
    boolean cut() {
        return cut;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private int escape(int at) {
        var c = text.charAt(at);
        switch (c) {
            case 'n' -> bytes[length++] = '\n';
            case 'r' -> bytes[length++] = '\r';
            case 't' -> bytes[length++] = '\t';
            case 'v' -> bytes[length++] = 0x0b;
            case 'f' -> bytes[length++] = '\f';
            case 'a' -> bytes[length++] = 0x07;
            case 'b' -> bytes[length++] = '\b';
            case 'e' -> bytes[length++] = 0x1b;
            case 'x' -> {
                return number(at + 1, 16, 2); // -x, -xx
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                return number(at, 8, 3);
            }
            default -> bytes[length++] = (byte) c;
        }
        return at + 1;
    }

    private int number(int from, int radix, int digits) {
        var value = 0;
        var i = from;
        while (i < text.length() && i < from + digits) {
            var digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
            i++;
        }
        bytes[length++] = (byte) value;
        return i;
    }
}
