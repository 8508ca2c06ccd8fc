package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a server answered to one command, in either of two dialects: Redis' own, or plain lines.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP2</a>
 */
sealed interface Reply {
    /** {@code +OK}. */
    record Status(String text) implements Reply {}

    /** {@code -ERR unknown command}. */
    record Failure(String text) implements Reply {}

    /** {@code :1}. */
    record Whole(long value) implements Reply {}

    /** {@code $5}, then five bytes: any. */
    record Value(ByteBuffer bytes) implements Reply {}

    /** {@code $-1} or {@code *-1}: there is no such value. */
    record Nil() implements Reply {}

    /** {@code *2}, then two replies. */
    record Items(List<Reply> items) implements Reply {}

    /** A line of a server that does not speak RESP: {@code Alice}. */
    record PlainLine(String text) implements Reply {}

    /** What a person sees: {@code OK}, {@code Alice}, {@code (nil)}, {@code (integer) 1}. */
    default String shown() {
        return shown("");
    }

    private String shown(String indent) {
        return switch (this) {
            case Status(var text) -> text;
            case Failure(var text) -> "(error) " + text;
            case Whole(var value) -> "(integer) " + value;
            case Value(var bytes) -> text(bytes);
            case Nil() -> "(nil)";
            case PlainLine(var text) -> text;
            case Items(var items) when items.isEmpty() -> "(empty array)";
            case Items(var items) -> numbered(items, indent);
        };
    }

    /** {@code 1) "a"}, one a line; an array in an array is indented by its number's width. */
    private static String numbered(List<Reply> items, String indent) {
        var width = Integer.toString(items.size()).length();
        var inner = indent + " ".repeat(width + 2);
        return IntStream.range(0, items.size())
                .mapToObj(i -> ("%" + width + "d) ").formatted(i + 1) + items.get(i).shown(inner))
                .collect(Collectors.joining("\n" + indent));
    }

    /** The text itself; when the bytes are no printable text, each as redis-cli escapes it. */
    private static String text(ByteBuffer bytes) {
        try {
            var text = UTF_8.newDecoder().decode(bytes.duplicate()).toString();
            if (text.codePoints().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            return escaped(bytes.duplicate());
        }
        return escaped(bytes.duplicate());
    }

    private static String escaped(ByteBuffer bytes) {
        var text = new StringBuilder("\"");
        while (bytes.hasRemaining()) {
            var b = bytes.get() & 0xFF;
            switch (b) {
                case '\\', '"' -> text.append('\\').append((char) b);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 7 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                default -> {
                    if (b >= ' ' && b <= '~') {
                        text.append((char) b);
                    } else {
                        text.append("\\x%02x".formatted(b));
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
