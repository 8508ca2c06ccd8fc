package org.syscalllabs.kv;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A line that a person types into {@code nc} → a request, by Redis' quoting rules.
 *
 * <pre>
 *   SET name Alice          three arguments
 *   SET name "Al\x69ce\n"   in double quotes: \n \r \t \b \a \xHH, and \ before any other byte
 *   SET name 'it\'s'        in single quotes: only \' is special
 * </pre>
 *
 * A closing quote must end its argument. A zero byte ends the line.
 */
final class InlineRequest {

    private final byte[] line;
    private int at;

    private InlineRequest(byte[] line) {
        this.line = line;
    }

    /** The arguments, none for a blank line; the line comes without its {@code \n}. */
    static List<byte[]> split(byte[] line) throws ProtocolError {
        var request = new InlineRequest(line);
        var arguments = new ArrayList<byte[]>();
        while (true) {
            while (isSpace(request.peek())) {
                request.at++;
            }
            if (request.peek() == 0) {
                return arguments;
            }
            arguments.add(request.argument());
        }
    }

    /** The next byte; zero at the end. */
    private int peek() {
        return peek(0);
    }

    private int peek(int ahead) {
        return at + ahead < line.length ? line[at + ahead] & 0xff : 0;
    }

    private byte[] argument() throws ProtocolError {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            var next = peek();
            if (next == 0 || endsArgument(next)) {
                return bytes.toByteArray();
            }
            at++;
            if (next == '"' || next == '\'') {
                quoted(next, bytes);
                return bytes.toByteArray();
            }
            bytes.write(next);
        }
    }

    private void quoted(int quote, ByteArrayOutputStream bytes) throws ProtocolError {
        while (true) {
            var next = peek();
            at++;
            if (next == 0) {
                throw unbalanced();
            } else if (next == quote) {
                if (peek() != 0 && !isSpace(peek())) {
                    throw unbalanced();
                }
                return;
            } else if (next == '\\' && quote == '"' && peek() != 0) {
                bytes.write(escaped());
            } else if (next == '\\' && quote == '\'' && peek() == '\'') {
                bytes.write('\'');
                at++;
            } else {
                bytes.write(next);
            }
        }
    }

    private int escaped() {
        var high = Character.digit(peek(1), 16);
        var low = Character.digit(peek(2), 16);
        var letter = peek();
        if (letter == 'x' && high >= 0 && low >= 0) {
            at += 3;
            return 16 * high + low;
        }
        at++;
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> letter;
        };
    }

    private static ProtocolError unbalanced() {
        return new ProtocolError("unbalanced quotes in request");
    }

    private static boolean endsArgument(int next) {
        return next == ' ' || next == '\t' || next == '\r' || next == '\n';
    }

    /** Also the vertical tab and the form feed, which stand between arguments but end none. */
    private static boolean isSpace(int next) {
        return next == ' ' || (next >= '\t' && next <= '\r');
    }
}
