package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.proc.Problem;

/**
 * A command and its arguments, each any bytes.
 *
 * @param words the command first
 */
record Request(List<byte[]> words) {

    static Request of(String... words) {
        return new Request(List.of(words).stream().map(word -> word.getBytes(UTF_8)).toList());
    }

    /**
     * Reads what a person typed: words between blanks; in quotes a word may hold blanks. Double
     * quotes know {@code \n \r \t \a \b \xHH \\ \"}, single ones only {@code \'}: as in redis-cli.
     *
     * @throws Problem bad usage, when a quote is never closed
     */
    static Request parse(String line) {
        var words = new ArrayList<byte[]>();
        var rest = new Cursor(line.getBytes(UTF_8));
        while (rest.skipBlanks()) {
            words.add(rest.word());
        }
        return new Request(words);
    }

    /**
     * The request as one line, as a person would type it into netcat, when no argument needs more
     * than that: every server understands it, and it reads well in a trace. Else as an array.
     */
    byte[] bytes() {
        return words.stream().allMatch(Request::isPlain) ? line() : array();
    }

    private static boolean isPlain(byte[] word) {
        for (var b : word) {
            if (b <= ' ' || b > '~' || b == '"' || b == '\'' || b == '\\') {
                return false;
            }
        }
        return word.length > 0;
    }

    /** {@code SET name Alice\r\n}: an inline command. */
    byte[] line() {
        var bytes = new ByteArrayOutputStream();
        for (var word : words) {
            if (bytes.size() > 0) {
                bytes.write(' ');
            }
            bytes.writeBytes(word);
        }
        bytes.writeBytes("\r\n".getBytes(US_ASCII));
        return bytes.toByteArray();
    }

    /** {@code *3\r\n$3\r\nSET\r\n…}: any bytes. */
    byte[] array() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.size() + "\r\n").getBytes(US_ASCII));
        for (var word : words) {
            bytes.writeBytes(("$" + word.length + "\r\n").getBytes(US_ASCII));
            bytes.writeBytes(word);
            bytes.writeBytes("\r\n".getBytes(US_ASCII));
        }
        return bytes.toByteArray();
    }

    /** A place in what was typed. */
    private static final class Cursor {
        private final byte[] typed;
        private int at;

        Cursor(byte[] typed) {
            this.typed = typed;
        }

        boolean skipBlanks() {
            while (at < typed.length && isBlank(typed[at])) {
                at++;
            }
            return at < typed.length;
        }

        byte[] word() {
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
                throw Problem.usage("a quote is not closed", "end the value with the same quote");
            }
            at++;
            if (at < typed.length && !isBlank(typed[at])) {
                throw Problem.usage(
                        "a closing quote must end the word", "put a blank after the quote");
            }
        }

        private static boolean isBlank(byte b) {
            return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\f' || b == 11;
        }
    }
}
