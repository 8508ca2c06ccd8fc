package org.syscalllabs.kv;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they come from a socket → requests: {@code *2 $3 GET $4 name}, or a line {@code GET
 * name}.
 *
 * <p>TCP keeps the order of bytes and nothing else, so a request may end anywhere, even between
 * {@code \r} and {@code \n}. The parser keeps what it has of the unfinished one, and looks at every
 * byte once. It takes memory for the bytes that came, never for those that a length promises.
 *
 * <p>As Redis does, it takes the two bytes after a length or a value for {@code \r\n} unseen.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
final class RequestParser {

    /** Redis' own limits: bytes in a line, bytes in an argument, arguments in a request. */
    static final int MAX_LINE = 64 * 1024;

    static final int MAX_BULK = 512 * 1024 * 1024;
    static final int MAX_ARGUMENTS = 1024 * 1024;

    private static final byte[] NOTHING = {};

    /** What the next byte belongs to. */
    private enum State {
        FIRST_BYTE,
        INLINE,
        ARGUMENT_COUNT,
        ARGUMENT_LENGTH,
        ARGUMENT,
        REQUEST_END
    }

    private State state = State.FIRST_BYTE;

    /** How many bytes of a {@code \r\n} come before that. */
    private int skip;

    private byte[] line = new byte[64];
    private int lineLength;

    private List<byte[]> arguments = new ArrayList<>();
    private int argumentsMissing;

    /** The argument that is coming in: its length, and so much of it as came. */
    private int argumentLength;

    private byte[] argument = NOTHING;
    private int argumentFilled;

    /**
     * The next whole request, its name first; null when the rest of it has yet to come. Bytes after
     * it stay in the buffer.
     */
    @Nullable List<byte[]> next(ByteBuffer bytes) throws ProtocolError {
        while (bytes.hasRemaining()) {
            if (skip > 0) {
                bytes.get();
                skip--;
                if (skip == 0 && state == State.REQUEST_END) {
                    state = State.FIRST_BYTE;
                    var request = arguments;
                    arguments = new ArrayList<>();
                    return request;
                }
                continue;
            }
            switch (state) {
                case FIRST_BYTE -> {
                    if (bytes.get(bytes.position()) == '*') {
                        bytes.get();
                        state = State.ARGUMENT_COUNT;
                    } else {
                        state = State.INLINE;
                    }
                }
                case INLINE -> {
                    if (readLine(bytes, '\n', "too big inline request")) {
                        state = State.FIRST_BYTE;
                        var request = InlineRequest.split(takeLine());
                        if (!request.isEmpty()) {
                            return request;
                        }
                    }
                }
                case ARGUMENT_COUNT -> {
                    if (readLine(bytes, '\r', "too big mbulk count string")) {
                        skip = 1;
                        argumentsMissing = argumentCount(takeLine());
                        state = argumentsMissing > 0 ? State.ARGUMENT_LENGTH : State.FIRST_BYTE;
                    }
                }
                case ARGUMENT_LENGTH -> {
                    if (readLine(bytes, '\r', "too big bulk count string")) {
                        skip = 1;
                        argumentLength = argumentLength(takeLine());
                        state = State.ARGUMENT;
                    }
                }
                case ARGUMENT -> {
                    if (readArgument(bytes)) {
                        skip = 2;
                        argumentsMissing--;
                        state = argumentsMissing > 0 ? State.ARGUMENT_LENGTH : State.REQUEST_END;
                    }
                }
                case REQUEST_END -> throw new IllegalStateException("left only by skipping");
            }
        }
        return null;
    }

    /** Whether the line is whole; its last byte is taken too, but not kept. */
    private boolean readLine(ByteBuffer bytes, char last, String tooBig) throws ProtocolError {
        while (bytes.hasRemaining()) {
            var next = bytes.get();
            if (next == last) {
                return true;
            }
            if (lineLength == MAX_LINE) {
                throw new ProtocolError(tooBig);
            }
            if (lineLength == line.length) {
                line = Arrays.copyOf(line, 2 * line.length);
            }
            line[lineLength++] = next;
        }
        return false;
    }

    private byte[] takeLine() {
        var whole = Arrays.copyOf(line, lineLength);
        lineLength = 0;
        return whole;
    }

    /** {@code *} is read; zero or less arguments are no request at all. */
    private static int argumentCount(byte[] digits) throws ProtocolError {
        var count = Decimal.parse(digits);
        if (count == null || count > MAX_ARGUMENTS) {
            throw new ProtocolError("invalid multibulk length");
        }
        return (int) Math.max(count, 0);
    }

    private static int argumentLength(byte[] line) throws ProtocolError {
        if (line.length == 0 || line[0] != '$') {
            // The line ended at its \r, so that is what an empty one begins with.
            var first = line.length == 0 ? '\r' : (char) (line[0] & 0xff);
            throw new ProtocolError("expected '$', got '" + first + "'");
        }
        var length = Decimal.parse(Arrays.copyOfRange(line, 1, line.length));
        if (length == null || length < 0 || length > MAX_BULK) {
            throw new ProtocolError("invalid bulk length");
        }
        return length.intValue();
    }

    /**
     * Whether the argument is whole. The array doubles as bytes come, so each is copied O(1) times.
     */
    private boolean readArgument(ByteBuffer bytes) {
        var count = Math.min(bytes.remaining(), argumentLength - argumentFilled);
        var needed = argumentFilled + count;
        if (needed > argument.length) {
            var doubled = Math.max(2L * argument.length, needed);
            argument = Arrays.copyOf(argument, (int) Math.min(doubled, argumentLength));
        }
        bytes.get(argument, argumentFilled, count);
        argumentFilled = needed;
        if (argumentFilled < argumentLength) {
            return false;
        }
        arguments.add(argument);
        argument = NOTHING;
        argumentFilled = 0;
        return true;
    }
}
