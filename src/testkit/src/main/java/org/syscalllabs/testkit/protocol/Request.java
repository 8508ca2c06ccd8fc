package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A command and its arguments, each any bytes.
 *
 * @param words the command first
 */
public record Request(List<byte[]> words) {
    private static final byte[] LINE_END = {'\r', '\n'};

    /** A request of words that are text. */
    public static Request of(String... words) {
        return new Request(List.of(words).stream().map(word -> word.getBytes(UTF_8)).toList());
    }

    /**
     * Reads what a person typed: words between blanks; in quotes a word may hold blanks. Double
     * quotes know {@code \n \r \t \a \b \xHH \\ \"}, single ones only {@code \'}: as in redis-cli.
     *
     * @throws IllegalArgumentException when a quote is never closed, or closes within a word; its
     *     message says what to type instead
     */
    public static Request parse(String line) {
        return new Request(new TypedWords(line.getBytes(UTF_8)).all());
    }

    /** The request as it goes over the wire. */
    public byte[] bytes(Dialect dialect) {
        return switch (dialect) {
            case LINES -> line();
            case ARRAYS -> array();
        };
    }

    /** Its command, as it was typed; empty when there are no words at all. */
    public String command() {
        return words.isEmpty() ? "" : new String(words.getFirst(), UTF_8);
    }

    private byte[] line() {
        var bytes = new ByteArrayOutputStream();
        for (var word : words) {
            if (bytes.size() > 0) {
                bytes.write(' ');
            }
            if (needsQuotes(word) || (bytes.size() == 0 && word[0] == '*')) {
                quote(word, bytes);
            } else {
                bytes.writeBytes(word);
            }
        }
        bytes.writeBytes(LINE_END);
        return bytes.toByteArray();
    }

    /**
     * Whether Redis would take the word for several, for none, or for another one. (A line that
     * begins with an asterisk is an array to Redis.)
     */
    private static boolean needsQuotes(byte[] word) {
        for (var b : word) {
            if ((isAscii(b) && b <= ' ') || b == 127 || b == '"' || b == '\'') {
                return true;
            }
        }
        return word.length == 0;
    }

    private static void quote(byte[] word, ByteArrayOutputStream bytes) {
        bytes.write('"');
        for (var b : word) {
            switch (b) {
                case '"', '\\' -> {
                    bytes.write('\\');
                    bytes.write(b);
                }
                case '\r' -> bytes.writeBytes(ascii("\\r"));
                case '\n' -> bytes.writeBytes(ascii("\\n"));
                case '\t' -> bytes.writeBytes(ascii("\\t"));
                default -> {
                    if ((isAscii(b) && b < ' ') || b == 127) {
                        bytes.writeBytes(ascii("\\x%02x".formatted(b)));
                    } else {
                        bytes.write(b);
                    }
                }
            }
        }
        bytes.write('"');
    }

    private byte[] array() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("*" + words.size() + "\r\n"));
        for (var word : words) {
            bytes.writeBytes(ascii("$" + word.length + "\r\n"));
            bytes.writeBytes(word);
            bytes.writeBytes(LINE_END);
        }
        return bytes.toByteArray();
    }

    private static boolean isAscii(byte b) {
        return b >= 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
