package org.syscalllabs.testkit.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The words of a line that a person typed: see {@link Request#parse}. */
final class TypedWords {
    private final byte[] typed;
    private int at;

    TypedWords(byte[] typed) {
        this.typed = typed;
    }

    /** All of them. */
    List<byte[]> all() {
        var words = new ArrayList<byte[]>();
        while (skipBlanks()) {
            words.add(word());
        }
        return words;
    }

    private boolean skipBlanks() {
        while (at < typed.length && isBlank(typed[at])) {
            at++;
        }
        return at < typed.length;
    }

    private byte[] word() {
        var word = new ByteArrayOutputStream();
        while (at < typed.length && !isBlank(typed[at])) {
            switch (typed[at]) {
                case '"' -> doubleQuoted(word);
                case '\'' -> singleQuoted(word);
                default -> word.write(typed[at++]);
            }
        }
        return word.toByteArray();
    }

    private void doubleQuoted(ByteArrayOutputStream word) {
        at++;
        while (at < typed.length && typed[at] != '"') {
            word.write(typed[at] == '\\' && at + 1 < typed.length ? escape() : typed[at++]);
        }
        closeQuote();
    }

    private int escape() {
        at++;
        var letter = typed[at++];
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'x' -> hex();
            default -> letter;
        };
    }

    /** Two hexadecimal digits; without them the x stands for itself. */
    private int hex() {
        if (at + 1 < typed.length) {
            var high = Character.digit(typed[at], 16);
            var low = Character.digit(typed[at + 1], 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return high << 4 | low;
            }
        }
        return 'x';
    }

    private void singleQuoted(ByteArrayOutputStream word) {
        at++;
        while (at < typed.length && typed[at] != '\'') {
            if (typed[at] == '\\' && at + 1 < typed.length && typed[at + 1] == '\'') {
                at++;
            }
            word.write(typed[at++]);
        }
        closeQuote();
    }

    private void closeQuote() {
        if (at == typed.length) {
            throw new IllegalArgumentException(
                    "a quote is not closed: end the value with the same quote");
        }
        at++;
        if (at < typed.length && !isBlank(typed[at])) {
            throw new IllegalArgumentException(
                    "a closing quote must end the word: put a blank after the quote");
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\f' || b == 11;
    }
}
