package org.syscalllabs.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.ClientExpectation;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.trace.server.ClientFacts;

/**
 * A scripted client: each step waits for the facts that it says, for no longer than the check's
 * time-out, and for nothing else.
 *
 * <pre>{@code
 * try (var alice = server.client("alice")) {
 *     alice.sends("SET name Alice").receives("OK");
 *     alice.leaves();
 * }
 * }</pre>
 */
public final class Client implements AutoCloseable {

    /** A call that sleeps longer than this is taken to sleep for good. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(3);

    /** A server that has served who came later, and then rests, does nothing more for this one. */
    private static final Duration PASSED_OVER = Duration.ofSeconds(1);

    private final ServerUnderTest server;
    private String name;
    private @Nullable SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private byte[] arrived = {};
    private boolean ended;
    private boolean reset;
    private int port = -1;
    private long connectedAt = -1;
    private long firstByteAt = -1;
    private long sent;
    private String request = "";
    private String reply = "";
    private int unanswered;
    private boolean waited;

    Client(ServerUnderTest server, String name) {
        this.server = server;
        this.name = name;
    }

    /** The name that the trace shows for this client. */
    public String name() {
        return name;
    }

    /** The client's port as the server sees it: by it the server's trace knows the client. */
    public int port() {
        return port;
    }

    /**
     * Sends one inline command, ended by {@code \r\n}. Before that nothing may have come that was
     * not asked for.
     */
    public Client sends(String command) {
        nothingMoreComes();
        request = command;
        unanswered++;
        var bytes = ByteBuffer.wrap((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        sent += bytes.remaining();
        if (firstByteAt < 0) {
            firstByteAt = now();
        }
        var deadline = Deadline.in(server.timeout());
        try {
            do {
                channel().write(bytes);
            } while (bytes.hasRemaining() && deadline.pause());
        } catch (IOException broken) {
            throw closedEarly("the server reads " + name + "'s " + command, true);
        }
        if (bytes.hasRemaining()) {
            throw failed(
                    ClientExpectation.noReply(
                            server.known(), "the server reads " + request, arrived));
        }
        return this;
    }

    /**
     * Waits for the reply, and compares what a client shows of it.
     *
     * @param shown {@code OK}, {@code Alice}, {@code (nil)}, {@code (integer) 1}, {@code (error) …}
     */
    public Client receives(String shown) {
        var got = awaitReply(name + " gets the reply" + forRequest());
        arrived = Arrays.copyOfRange(arrived, got.length(), arrived.length);
        unanswered--;
        waited = false;
        reply = got.shown();
        if (!reply.equals(shown)) {
            throw failed(ClientExpectation.wrongReply(server.known(), name, request, shown, reply));
        }
        return this;
    }

    /**
     * Proves that no reply comes while things are as they are: what the client sent stands in the
     * server's kernel, unread, and the server has come to rest.
     */
    public Client waits() {
        var deadline = Deadline.in(server.timeout());
        boolean settled;
        do {
            boolean over = server.isOver();
            settled =
                    server.rest().isReachedForGood(LONGEST_TIMER)
                            && server.machine()
                                    .hasArrived(port, sent, server.live().received(port));
            look();
            if (arrived.length > 0) {
                throw didNotWait("the server answered " + name);
            }
            if (ended || over) {
                throw closedEarly(name + " waits for the reply" + forRequest(), reset);
            }
        } while (!settled && deadline.pause());
        boolean inKernel =
                serversEnd().map(end -> end.unread() > 0 || end.inode() == 0).orElse(false);
        if (!inKernel) {
            throw didNotWait("the server has received what " + name + " sent");
        }
        waited = true;
        return this;
    }

    /**
     * Closes this side of the connection (FIN), and waits until the server has seen it: its receive
     * returned 0 bytes, or it closed its side.
     */
    public Client leaves() {
        nothingMoreComes();
        for (var other : server.clients()) {
            other.nothingCameBefore(this);
        }
        var deadline = Deadline.in(server.timeout());
        try {
            channel().shutdownOutput();
        } catch (IOException broken) {
            throw closedEarly(name + " can leave", true);
        }
        do {
            boolean over = server.isOver();
            if (hasSeenEnd()) {
                hangUp();
                return this;
            }
            if (over) {
                throw closedEarly("the server sees that " + name + " has left", reset);
            }
        } while (deadline.pause());
        throw failed(ClientExpectation.leftUnnoticed(server.known(), name));
    }

    /**
     * Ends the connection: lets the server see the end first, so that it meets no reset. After a
     * failure, or when the test has ended the server, there is no more waiting.
     */
    @Override
    public void close() {
        if (!isOpen()) {
            return;
        }
        try {
            if (!server.hasFailed() && !server.wasToldToEnd() && unanswered == 0) {
                nothingMoreComes();
                channel().shutdownOutput();
                Deadline.in(Duration.ofSeconds(1))
                        .waitFor(
                                () -> hasSeenEnd() || server.isOver() || server.rest().isReached());
            }
        } catch (IOException alreadyGone) {
            // The server has reset the connection: there is nothing left to end.
        } finally {
            hangUp();
        }
    }

    /** Whether this client is still connected. */
    boolean isOpen() {
        return socket != null && socket.isOpen();
    }

    void rename(String other) {
        name = other;
    }

    ClientFacts facts() {
        return new ClientFacts(name, port, connectedAt, firstByteAt);
    }

    /** {@code for GET name}, or nothing before the first request. */
    private String forRequest() {
        return request.isEmpty() ? "" : " for " + request;
    }

    /** connect() succeeds as soon as the kernel has put the connection into the backlog. */
    void connect() {
        var deadline = Deadline.in(server.timeout());
        try {
            var channel = SocketChannel.open();
            socket = channel;
            channel.configureBlocking(false);
            port = server.machine().connect(channel, deadline);
            if (port < 0) {
                throw failed(
                        ClientExpectation.noReply(server.known(), name + " can connect", arrived));
            }
            connectedAt = now();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException refused) {
            hangUp();
            server.rests();
            throw failed(
                    server.isOver()
                            ? ServerFailed.diedInTheMiddle(server.known(), name + " can connect")
                            : ServerFailed.refuses(server.known(), name));
        }
    }

    /** Closes at once; what the kernel still holds is dropped, so that no TIME_WAIT is left. */
    void hangUp() {
        var open = socket;
        if (open == null) {
            return;
        }
        try (open) {
            if (open.isOpen()) {
                open.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException alreadyGone) {
            // What matters is that the descriptor is closed.
        }
    }

    /** The server rests, and nothing has come beyond the replies that were asked for. */
    private void nothingMoreComes() {
        server.rests();
        boolean over = server.isOver();
        look();
        if (arrived.length > 0 && unanswered == 0) {
            throw failed(
                    request.isEmpty()
                            ? ClientExpectation.answeredBeforeAsked(server.known(), name, arrived)
                            : ClientExpectation.answeredTwice(
                                    server.known(), name, request, reply, arrived));
        }
        if (ended || over) {
            throw closedEarly("the server keeps " + name + " connected", reset);
        }
    }

    /** While {@code other} was served, no reply may have come for a request of this one. */
    private void nothingCameBefore(Client other) {
        if (this == other || !isOpen() || unanswered == 0 || !waited) {
            return;
        }
        look();
        if (arrived.length > 0) {
            throw failed(
                    ClientExpectation.didNotWait(
                            server.known(),
                            name,
                            othersConnected(),
                            "the server answered " + name + " before " + other.name + " left"));
        }
    }

    private Reply awaitReply(String expected) {
        var deadline = Deadline.in(server.timeout());
        var patience = Deadline.in(PASSED_OVER);
        do {
            boolean over = server.isOver();
            look();
            var whole = Reply.first(arrived, false);
            if (whole.isPresent()) {
                return whole.get();
            }
            if (ended || over) {
                throw closedEarly(expected, reset);
            }
            var first = whoWasServedFirst();
            boolean rest = (arrived.length > 0 || first.isPresent()) && server.rest().isReached();
            if (rest && arrived.length > 0) {
                look();
                var plain = Reply.first(arrived, true);
                if (plain.isPresent()) {
                    return plain.get();
                }
            }
            if (!rest || first.isEmpty()) {
                patience = Deadline.in(PASSED_OVER);
            } else if (patience.isOver()) {
                throw failed(ClientExpectation.servedFirst(server.known(), first.get().name, name));
            }
        } while (deadline.pause());
        server.live().look();
        throw failed(ClientExpectation.noReply(server.known(), expected, arrived));
    }

    /** A client that connected later, asked, and has its reply already. */
    private Optional<Client> whoWasServedFirst() {
        for (var other : server.clients()) {
            if (other.isOpen() && other.unanswered > 0 && other.connectedAt > connectedAt) {
                other.look();
                if (other.arrived.length > 0) {
                    return Optional.of(other);
                }
            }
        }
        return Optional.empty();
    }

    /** The names of the other clients that are connected now. */
    private List<String> othersConnected() {
        return server.clients().stream()
                .filter(other -> other != this && other.isOpen())
                .map(Client::name)
                .toList();
    }

    /** The server's end of the connection is closed, or its receive returned 0 bytes. */
    private boolean hasSeenEnd() {
        server.live().look();
        return server.live().hasSeenEnd(port)
                || serversEnd()
                        .map(end -> end.inode() == 0 && server.live().received(port) > 0)
                        .orElse(true);
    }

    /** The connection's other end, as the server's kernel shows it. */
    private Optional<TcpSocket> serversEnd() {
        return TcpSocket.end(server.machine().sockets(), server.port(), port);
    }

    private boolean stillListens() {
        return server.machine().sockets().stream()
                .anyMatch(socket -> socket.listens() && socket.localPort() == server.port());
    }

    /** Takes what has arrived, without waiting. */
    private void look() {
        try {
            for (int read = channel().read(buffer); read != 0; read = channel().read(buffer)) {
                if (read < 0) {
                    ended = true;
                    return;
                }
                int before = arrived.length;
                arrived = Arrays.copyOf(arrived, before + read);
                buffer.flip().get(arrived, before, read);
                buffer.clear();
            }
        } catch (IOException connectionReset) {
            ended = true;
            reset = true;
        }
    }

    /** This client was served too early, unless the server has closed the one that was served. */
    private AssertionError didNotWait(String was) {
        for (var other : server.clients()) {
            if (other != this && other.isOpen()) {
                other.look();
                if (other.ended) {
                    return other.closedEarly(
                            "the server keeps " + other.name + " connected", reset);
                }
            }
        }
        return failed(ClientExpectation.didNotWait(server.known(), name, othersConnected(), was));
    }

    /** The connection has ended: because the server died, or because it closed it. */
    private AssertionError closedEarly(String expected, boolean withReset) {
        server.rests();
        if (!server.isOver() && !stillListens()) {
            // It is about to end, and a JVM on its way out takes a while.
            Deadline.in(server.timeout()).waitFor(server::isOver);
        }
        server.live().look();
        return failed(
                server.isOver()
                        ? ServerFailed.diedInTheMiddle(server.known(), expected)
                        : ClientExpectation.closedEarly(server.known(), name, expected, withReset));
    }

    private AssertionError failed(AssertionError failure) {
        server.failed();
        return failure;
    }

    private SocketChannel channel() {
        if (socket == null || !socket.isOpen()) {
            throw new IllegalStateException(name + " has left already");
        }
        return socket;
    }

    /** Nanoseconds since 1970, as strace -ttt counts. */
    private static long now() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
