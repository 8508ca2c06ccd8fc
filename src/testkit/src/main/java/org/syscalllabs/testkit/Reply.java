package org.syscalllabs.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/**
 * One reply of a server, as a client shows it. The first byte tells the dialect: Redis' protocol
 * begins with one of {@code + - : $ *}; all else is a plain line.
 *
 * @param shown {@code OK}, {@code Alice}, {@code (nil)}, {@code (integer) 1}, {@code (error) ERR …}
 * @param length how many bytes of the input it took
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis' protocol</a>
 */
record Reply(String shown, int length) {

    private static final String REDIS = "+-:$*";

    /**
     * The first reply in {@code bytes}; empty when it is not complete yet.
     *
     * @param nothingFollows the server is at rest: a plain reply without a line end is complete too
     */
    static Optional<Reply> first(byte[] bytes, boolean nothingFollows) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        if (REDIS.indexOf(bytes[0]) >= 0) {
            try {
                var reader = new Reader(bytes);
                var shown = reader.reply();
                return Optional.of(new Reply(shown, reader.at));
            } catch (IndexOutOfBoundsException incomplete) {
                return Optional.empty();
            } catch (NumberFormatException notRedis) {
                return plain(bytes, nothingFollows);
            }
        }
        return plain(bytes, nothingFollows);
    }

    private static Optional<Reply> plain(byte[] bytes, boolean nothingFollows) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                int end = i > 0 && bytes[i - 1] == '\r' ? i - 1 : i;
                return Optional.of(new Reply(text(bytes, 0, end), i + 1));
            }
        }
        return nothingFollows
                ? Optional.of(new Reply(text(bytes, 0, bytes.length), bytes.length))
                : Optional.empty();
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Reads Redis' protocol; runs over the end of an incomplete reply. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        String reply() {
            char type = (char) bytes[at++];
            var line = line();
            return switch (type) {
                case '+' -> line;
                case '-' -> "(error) " + line;
                case ':' -> "(integer) " + Long.parseLong(line);
                case '$' -> bulk(Integer.parseInt(line));
                case '*' -> array(Integer.parseInt(line));
                default -> throw new NumberFormatException("no reply begins with " + type);
            };
        }

        private String line() {
            int from = at;
            while (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                at++;
            }
            at += 2;
            return text(bytes, from, at - 2);
        }

        private String bulk(int length) {
            if (length < 0) {
                return "(nil)";
            }
            if (bytes.length < at + length + 2) {
                throw new IndexOutOfBoundsException(length);
            }
            at += length + 2;
            return text(bytes, at - length - 2, at - 2);
        }

        private String array(int size) {
            if (size <= 0) {
                return size < 0 ? "(nil)" : "(empty array)";
            }
            var elements = new ArrayList<String>();
            for (int i = 1; i <= size; i++) {
                elements.add(i + ") " + reply());
            }
            return String.join("\n", elements);
        }
    }
}
