package org.syscalllabs.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.ReplyReader;

/** A client's connection: bytes out, whole replies in. */
final class ServerConnection implements AutoCloseable {
    /** What a server that forgets the end of its line is given to go on with it. */
    private static final Duration REST_OF_LINE = Duration.ofMillis(200);

    private final Socket socket;
    private final ReplyReader reader = new ReplyReader();
    private final byte[] buffer = new byte[1 << 16];
    private boolean ended;
    private long arrived;

    private ServerConnection(Socket socket) {
        this.socket = socket;
    }

    /**
     * Connects. That it succeeds does not mean that the server has accepted: the kernel does the
     * handshake, and queues the connection in the backlog.
     *
     * @throws Problem when nobody listens there
     */
    static ServerConnection open(String host, int port) throws IOException {
        try {
            return connect(host, port);
        } catch (SocketException reset) {
            // The listener was closed right after the handshake, with what waited in its backlog.
            return connect(host, port);
        }
    }

    private static ServerConnection connect(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), 10_000);
            return new ServerConnection(socket);
        } catch (ConnectException e) {
            socket.close();
            throw nobodyListens(host, port);
        } catch (SocketException e) {
            socket.close();
            throw e;
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

    /** A server may listen on this port of another address: on ::1 alone, for example. */
    private static Problem nobodyListens(String host, int port) {
        var elsewhere =
                TcpSocket.listeners().stream()
                        .filter(listener -> listener.localPort() == port)
                        .findFirst();
        var what = "nothing listens on %s:%d (connection refused)".formatted(host, port);
        if (elsewhere.isEmpty()) {
            return Problem.environment(what, "start a server first: ./lab start 1");
        }
        var at = elsewhere.get().shown();
        var name = at.substring(0, at.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
        return Problem.environment(
                "%s; a server listens on %s".formatted(what, at), "./lab client --host " + name);
    }

    void send(byte[] request) throws IOException {
        var out = socket.getOutputStream();
        out.write(request);
        out.flush();
    }

    /**
     * Waits for one whole reply, in however many pieces TCP brings it; empty when none is whole in
     * time.
     *
     * @throws EOFException when the server has closed the connection, and left no reply
     */
    Optional<Reply> receive(Duration bound) throws IOException {
        var end = System.nanoTime() + bound.toNanos();
        var reply = reader.next();
        while (reply.isEmpty()) {
            var now = System.nanoTime();
            var left = end - now;
            if (ended) {
                return Optional.of(reader.nextAtRest().orElseThrow(EOFException::new));
            }
            if (reader.isInPlainLine()) {
                var rest = arrived + REST_OF_LINE.toNanos() - now;
                if (rest <= 0) {
                    return reader.nextAtRest();
                }
                left = Math.min(left, rest);
            }
            if (left <= 0) {
                return Optional.empty();
            }
            fill(Duration.ofNanos(left));
            reply = reader.next();
        }
        return reply;
    }

    /** A reply that is there although nobody waits for one; empty when there is none. */
    Optional<Reply> unasked() throws IOException {
        while (!ended && socket.getInputStream().available() > 0) {
            fill(REST_OF_LINE);
        }
        var reply = reader.next();
        return reply.isEmpty() && reader.isInPlainLine() ? reader.nextAtRest() : reply;
    }

    /** The bytes of the last reply. */
    ByteBuffer bytes() {
        return reader.bytes();
    }

    /** What has come and is no whole reply yet. */
    ByteBuffer pending() {
        return reader.pending();
    }

    /** How far the server is with it. */
    ServersEnd serversEnd() {
        return ServersEnd.of(socket.getPort(), socket.getLocalPort());
    }

    /** The processes that have the server's end open, as far as this user may see. */
    List<Long> holders() {
        return ServersEnd.holders(socket.getPort(), socket.getLocalPort());
    }

    /** Reads what there is, when something comes in time. */
    private void fill(Duration bound) throws IOException {
        socket.setSoTimeout(Math.toIntExact(Math.max(1, bound.toMillis())));
        try {
            var length = socket.getInputStream().read(buffer);
            if (length < 0) {
                ended = true;
            } else {
                reader.feed(ByteBuffer.wrap(buffer, 0, length));
                arrived = System.nanoTime();
            }
        } catch (SocketTimeoutException nothing) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
