package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.syscalllabs.proc.Visible;
import org.syscalllabs.trace.view.Quoted;

/**
 * What a server sent as one reply: in Redis' protocol, RESP, of version 2 or 3, or a plain line. A
 * {@link ReplyReader} makes them of bytes.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
public sealed interface Reply {
    /** {@code +OK}. */
    record Status(String text) implements Reply {}

    /** {@code -ERR unknown command}; in RESP3 also {@code !21} and that many bytes. */
    record Failure(String text) implements Reply {}

    /** {@code :1}; in RESP3 also {@code (3492890328409238509324850943850943825024385}. */
    record Whole(BigInteger value) implements Reply {
        /** Of a number that is no big one. */
        public static Whole of(long value) {
            return new Whole(BigInteger.valueOf(value));
        }
    }

    /** {@code ,1.5}, as it was sent: of RESP3. */
    record Fraction(String digits) implements Reply {}

    /** {@code #t} or {@code #f}: of RESP3. */
    record Truth(boolean value) implements Reply {}

    /**
     * {@code $5}, then five bytes: any. In RESP3 also {@code =9}, then {@code txt:} and five bytes.
     *
     * @param bytes read-only; its position is never moved
     */
    record Value(ByteBuffer bytes) implements Reply {}

    /** There is no such value: {@code $-1} or {@code *-1}, in RESP3 {@code _}. */
    record Nil() implements Reply {}

    /** {@code *2}, then two replies. Of a map each key, and after it its value. */
    record Items(Kind kind, List<Reply> items) implements Reply {}

    /** What belongs together in {@link Items}. All but arrays are of RESP3. */
    enum Kind {
        /** {@code *}. */
        ARRAY,
        /** {@code ~}. */
        SET,
        /** {@code %}. */
        MAP,
        /** {@code >}: what the server says of itself, not to a request. */
        PUSH
    }

    /** A line of a server that does not speak RESP, without its end: {@code Alice}. */
    record PlainLine(String text) implements Reply {}

    /**
     * Bytes that began as RESP does and did not go on so. What follows them is read as a new reply.
     *
     * @param why {@code a value of 5 bytes ended after 2}
     * @param bytes read-only; as they came
     */
    record Malformed(String why, ByteBuffer bytes) implements Reply {}

    /** Whether it is whole and in Redis' protocol: neither a plain line nor malformed. */
    default boolean isResp() {
        return switch (this) {
            case PlainLine _, Malformed _ -> false;
            case Status _, Failure _, Whole _, Fraction _, Truth _, Value _, Nil _, Items _ -> true;
        };
    }

    /**
     * What a person sees: {@code OK}, {@code Alice}, {@code (nil)}, {@code (integer) 1}, {@code
     * (error) ERR …}. A text that holds control characters is shown quoted, as {@link Quoted} does:
     * no terminal is steered by it.
     */
    default String shown() {
        return shown("");
    }

    /** {@link #shown}, without the quotes around it if there are any: {@code "Alice"} as Alice. */
    default String unquoted() {
        var shown = shown();
        var last = shown.length() - 1;
        var quoted =
                last > 0
                        && shown.charAt(0) == shown.charAt(last)
                        && (shown.charAt(0) == '"' || shown.charAt(0) == '\'');
        return quoted ? shown.substring(1, last) : shown;
    }

    private String shown(String indent) {
        return switch (this) {
            case Status(var text) -> printable(text);
            case Failure(var text) -> "(error) " + printable(text);
            case Whole(var value) -> "(integer) " + value;
            case Fraction(var digits) -> "(double) " + digits;
            case Truth(var value) -> value ? "(true)" : "(false)";
            case Value(var bytes) -> printable(bytes);
            case Nil() -> "(nil)";
            case PlainLine(var text) -> printable(text);
            case Malformed(var why, var bytes) ->
                    "(malformed) %s: %s".formatted(why, Quoted.of(bytes, 80));
            case Items(var kind, var items) when items.isEmpty() ->
                    switch (kind) {
                        case ARRAY, PUSH -> "(empty array)";
                        case SET -> "(empty set)";
                        case MAP -> "(empty map)";
                    };
            case Items(var kind, var items) ->
                    kind == Kind.MAP ? pairs(items, indent) : numbered(items, indent);
        };
    }

    /** {@code 1) a}, one a line; an array in an array is indented by its number's width. */
    private static String numbered(List<Reply> items, String indent) {
        var width = Integer.toString(items.size()).length();
        var inner = indent + " ".repeat(width + 2);
        return IntStream.range(0, items.size())
                .mapToObj(i -> padded(i + 1, width) + ") " + items.get(i).shown(inner))
                .collect(Collectors.joining("\n" + indent));
    }

    /** {@code 1# key => value}, one a line. */
    private static String pairs(List<Reply> items, String indent) {
        var width = Integer.toString(items.size() / 2).length();
        var inner = indent + " ".repeat(width + 2);
        return IntStream.range(0, items.size() / 2)
                .mapToObj(i ->
                        padded(i + 1, width)
                                + "# "
                                + items.get(2 * i).shown(inner)
                                + " => "
                                + items.get(2 * i + 1).shown(inner))
                .collect(Collectors.joining("\n" + indent));
    }

    private static String padded(int number, int width) {
        var digits = Integer.toString(number);
        return " ".repeat(width - digits.length()) + digits;
    }

    private static String printable(ByteBuffer bytes) {
        try {
            var text = UTF_8.newDecoder().decode(bytes.duplicate()).toString();
            return isPrintable(text) ? text : Quoted.of(bytes);
        } catch (CharacterCodingException noText) {
            return Quoted.of(bytes);
        }
    }

    private static String printable(String text) {
        return isPrintable(text) ? text : Quoted.of(text.getBytes(UTF_8));
    }

    private static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(Visible::steers);
    }
}
