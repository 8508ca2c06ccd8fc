package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.syscalllabs.proc.Problem;

/** A client's connection: whole requests out, whole replies in. */
final class ServerConnection implements AutoCloseable {
    /** What a server that forgets the end of its line is given to go on with it. */
    private static final int REST_OF_LINE_MILLIS = 200;

    private static final Pattern COUNT = Pattern.compile("[$*](-1|\\d{1,9})");
    private static final Pattern NUMBER = Pattern.compile(":-?\\d{1,18}");

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private final OutputStream out;

    private ServerConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects. That it succeeds does not mean that the server has accepted: the kernel does the
     * handshake, and queues the connection in the backlog.
     *
     * @throws Problem when nobody listens there
     */
    static ServerConnection open(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), 10_000);
            return new ServerConnection(socket);
        } catch (ConnectException e) {
            socket.close();
            throw Problem.environment(
                    "nothing listens on %s:%d (connection refused)".formatted(host, port),
                    "start a server first: ./lab start 1");
        } catch (UnknownHostException e) {
            socket.close();
            throw Problem.environment("there is no host " + host, "--host 127.0.0.1");
        } catch (SocketTimeoutException e) {
            socket.close();
            throw Problem.environment(
                    "%s:%d does not answer: not even its kernel".formatted(host, port),
                    "is the address right? a full backlog looks like this too");
        }
    }

    /** How long {@link #receive} waits; for ever when never said. */
    void waitAtMost(Duration bound) throws IOException {
        socket.setSoTimeout(Math.toIntExact(bound.toMillis()));
    }

    void send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
    }

    /** A reply that is there although nobody waits for one; empty when there is none. */
    Optional<Reply> unasked() throws IOException {
        return at < end || in.available() > 0 ? Optional.of(receive()) : Optional.empty();
    }

    /**
     * Waits for one whole reply, in however many pieces TCP brings it.
     *
     * @throws EOFException when the server closes the connection instead
     */
    Reply receive() throws IOException {
        var line = line();
        if (!line.endsWith("\r\n")) {
            return plain(line);
        }
        var text = line.substring(0, line.length() - 2);
        if (COUNT.matcher(text).matches()) {
            var count = Integer.parseInt(text.substring(1));
            return text.startsWith("$") ? value(count) : items(count);
        }
        if (NUMBER.matcher(text).matches()) {
            return new Reply.Whole(Long.parseLong(text.substring(1)));
        }
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '+' -> new Reply.Status(decoded(text.substring(1)));
            case '-' -> new Reply.Failure(decoded(text.substring(1)));
            default -> plain(line);
        };
    }

    private Reply value(int length) throws IOException {
        if (length < 0) {
            return new Reply.Nil();
        }
        var bytes = exactly(length);
        if (next() != '\r' || next() != '\n') {
            throw new ProtocolException("no end after a value of " + length + " bytes");
        }
        return new Reply.Value(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }

    private Reply items(int count) throws IOException {
        if (count < 0) {
            return new Reply.Nil();
        }
        List<Reply> items = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            items.add(receive());
        }
        return new Reply.Items(items);
    }

    private static Reply plain(String line) {
        return new Reply.PlainLine(decoded(line.stripTrailing()));
    }

    /** Bytes as characters, up to the end of the line and with it. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var b = next(); b != '\n'; b = next()) {
            line.write(b);
            if (at == end && !isResp(line) && !moreComes()) {
                return line.toString(ISO_8859_1);
            }
        }
        line.write('\n');
        return line.toString(ISO_8859_1);
    }

    /** Whether it began as RESP does, which always ends its lines: then the rest is only late. */
    private static boolean isResp(ByteArrayOutputStream line) {
        return "+-:$*".indexOf(line.toString(ISO_8859_1).charAt(0)) >= 0;
    }

    /** Whether the line goes on soon. A server of plain lines may forget to end them. */
    private boolean moreComes() throws IOException {
        var bound = socket.getSoTimeout();
        socket.setSoTimeout(REST_OF_LINE_MILLIS);
        try {
            return fill();
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(bound);
        }
    }

    private int next() throws IOException {
        if (at == end && !fill()) {
            throw new EOFException();
        }
        return buffer[at++];
    }

    /** Reads what there is, at least a byte; false when the server has closed the connection. */
    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private byte[] exactly(int length) throws IOException {
        var bytes = new byte[length];
        var have = Math.min(length, end - at);
        System.arraycopy(buffer, at, bytes, 0, have);
        at += have;
        if (in.readNBytes(bytes, have, length - have) < length - have) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String decoded(String latin1) {
        return new String(latin1.getBytes(ISO_8859_1), UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
