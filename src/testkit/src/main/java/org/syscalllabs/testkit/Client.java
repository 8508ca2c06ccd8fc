package org.syscalllabs.testkit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.ClientExpectation;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Idleness;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.Request;
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

    /** A server that has been idle for so long does nothing more for a client that waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long it must have been idle before another language is tried. */
    private static final Duration TRIAL = Duration.ofMillis(300);

    private final ServerUnderTest server;
    private String name;
    private @Nullable Wire wire;
    private long connectedAt = -1;
    private long firstByteAt = -1;
    private long answered;

    /** The requests that have got no reply yet, oldest first. */
    private final Deque<String> asked = new ArrayDeque<>();

    private String request = "";
    private String reply = "";
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
        return wire == null ? -1 : wire.port();
    }

    /**
     * Sends one request, in the language that the server understands: first as a line, ended by
     * {@code \r\n}. Before that nothing may have come that was not asked for.
     *
     * @param command the words, as a person types them
     */
    public Client sends(String command) {
        nothingMoreComes();
        request = command;
        asked.add(command);
        write(command);
        return this;
    }

    /**
     * Waits for the reply, and compares what a client shows of it. It ends as soon as the server
     * rests without having replied.
     *
     * @param shown {@code OK}, {@code Alice}, {@code (nil)}, {@code (integer) 1}, {@code (error) …}
     */
    public Client receives(String shown) {
        var got = awaitReply();
        if (!got.shown().equals(shown)) {
            throw failed(
                    ClientExpectation.wrongReply(
                            server.known(), port(), name, asBytes(request), shown, got));
        }
        taken(got);
        return this;
    }

    /**
     * Waits for the reply, whatever it says: for what is judged is the order, not the words. Only
     * an error is none.
     */
    public Client isAnswered() {
        var got = awaitReply();
        if (isError(got)) {
            throw failed(
                    ClientExpectation.wrongReply(
                            server.known(), port(), name, asBytes(request), "a reply", got));
        }
        taken(got);
        return this;
    }

    /**
     * Proves that no reply comes while things are as they are: what the client sent stands in the
     * server's kernel, unread, and the server does nothing more of itself.
     */
    public Client waits() {
        var deadline = Deadline.in(server.timeout());
        var idle = server.rest().idleness();
        boolean settled;
        do {
            boolean over = server.isOver();
            settled =
                    idle.isReached()
                            && server.machine().hasArrived(port(), wire().sent(), received());
            wire().look();
            if (wire().pending().length > 0) {
                throw didNotWait("the server answered " + name);
            }
            if (wire().ended() || over) {
                throw closedEarly(name + " waits for the reply" + forRequest());
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
            wire().finish();
        } catch (IOException broken) {
            throw closedEarly(name + " can leave");
        }
        var quiet = new Quiet(PATIENCE);
        do {
            boolean over = server.isOver();
            if (hasSeenEnd()) {
                hangUp();
                return this;
            }
            if (over) {
                throw closedEarly("the server sees that " + name + " has left");
            }
        } while (!quiet.isOver() && deadline.pause());
        throw failed(ClientExpectation.leftUnnoticed(server.known(), port(), name));
    }

    /**
     * Ends the connection: lets the server see the end first, so that it meets no reset. After a
     * failure nobody waits for that: the server's own close does. When the test has ended the
     * server, there is nobody to see it.
     */
    @Override
    public void close() {
        if (!isOpen()) {
            return;
        }
        boolean failed = server.hasFailed();
        try {
            if (failed) {
                wire().finish();
            } else if (!server.wasToldToEnd() && asked.isEmpty()) {
                nothingMoreComes();
                wire().finish();
                Deadline.in(Duration.ofSeconds(1))
                        .waitFor(
                                () -> hasSeenEnd() || server.isOver() || server.rest().isReached());
            }
        } catch (IOException alreadyGone) {
            // The server has reset the connection: there is nothing left to end.
        } finally {
            if (!failed) {
                hangUp();
            }
        }
    }

    /** Whether this client is still connected. */
    boolean isOpen() {
        return wire != null && wire.isOpen();
    }

    void rename(String other) {
        name = other;
    }

    ClientFacts facts() {
        long got = wire == null ? -1 : wire.received();
        return new ClientFacts(name, port(), connectedAt, firstByteAt, got, answered);
    }

    /** Whether the trace shows, by now, that all bytes which have come were sent. */
    boolean isAccountedFor() {
        long got = wire == null ? 0 : wire.received();
        return server.live()
                .connection(port())
                .map(connection -> connection.sent() >= got)
                .orElse(got == 0);
    }

    /** connect() succeeds as soon as the kernel has put the connection into the backlog. */
    void connect() {
        try {
            var made = new Wire();
            wire = made;
            if (!made.connect(server.machine(), Deadline.in(server.timeout()))) {
                throw failed(ClientExpectation.notConnected(server.known(), name));
            }
            connectedAt = now();
        } catch (IOException refused) {
            hangUp();
            server.rests();
            throw failed(
                    server.isOver()
                            ? ServerFailed.diedInTheMiddle(server.known(), name + " can connect")
                            : ServerFailed.refuses(server.known(), name));
        }
    }

    /** Says everything once more, to a server that has been started anew. */
    void beginsAnew() {
        hangUp();
        firstByteAt = -1;
        answered = 0;
        connect();
        List.copyOf(asked).forEach(this::write);
    }

    /** Closes at once. */
    void hangUp() {
        if (wire != null) {
            wire.hangUp();
        }
    }

    private void write(String command) {
        if (firstByteAt < 0) {
            firstByteAt = now();
        }
        try {
            if (!wire().send(bytes(command), Deadline.in(server.timeout()))) {
                throw failed(
                        ClientExpectation.noReply(
                                server.known(),
                                port(),
                                name,
                                "the server reads " + command,
                                wire().pending()));
            }
        } catch (IOException broken) {
            throw closedEarly("the server reads " + name + "'s " + command);
        }
    }

    private byte[] bytes(String command) {
        return Request.parse(command).bytes(server.spoken().dialect());
    }

    private byte[] asBytes(String command) {
        return command.isEmpty() ? new byte[0] : bytes(command);
    }

    private void taken(Reply got) {
        answered += bytes(asked.remove()).length;
        waited = false;
        reply = got.shown();
        server.spoken().understood();
    }

    /** {@code for GET name}, or nothing before the first request. */
    private String forRequest() {
        return request.isEmpty() ? "" : " for " + request;
    }

    /** An error of Redis' protocol, or a line that begins as one does. */
    private static boolean isError(Reply reply) {
        return reply instanceof Reply.Failure
                || reply instanceof Reply.Malformed
                || (reply instanceof Reply.PlainLine(var text)
                        && text.regionMatches(true, 0, "err", 0, 3));
    }

    /** The server rests, and nothing has come beyond the replies that were asked for. */
    private void nothingMoreComes() {
        server.rests();
        boolean over = server.isOver();
        wire().look();
        var more = wire().pending();
        if (more.length > 0 && asked.isEmpty()) {
            throw failed(
                    request.isEmpty()
                            ? ClientExpectation.answeredBeforeAsked(
                                    server.known(), port(), name, more)
                            : ClientExpectation.answeredTwice(
                                    server.known(), port(), name, request, reply, more));
        }
        if ((wire().ended() || over) && !triesArrays()) {
            throw closedEarly("the server keeps " + name + " connected");
        }
    }

    /** While {@code other} was served, no reply may have come for a request of this one. */
    private void nothingCameBefore(Client other) {
        if (this == other || !isOpen() || asked.isEmpty() || !waited) {
            return;
        }
        wire().look();
        if (wire().pending().length > 0) {
            throw failed(
                    ClientExpectation.didNotWait(
                            server.known(),
                            name,
                            othersConnected(),
                            "the server answered " + name + " before " + other.name + " left"));
        }
    }

    /**
     * The next reply. The first one of a check also tells the language: where a line gets none, an
     * error, or a server that dies of it, the same is said as an array, to a server started anew.
     * Where that is no better, the line was not to blame, and is waited for in earnest.
     */
    private Reply awaitReply() {
        if (server.spoken().known() || understands()) {
            return nextReply();
        }
        boolean understood = triesArrays() && understands();
        if (!understood && server.spoken().dialect() == Dialect.ARRAYS) {
            server.beginsAnew(Dialect.LINES);
        }
        server.spoken().understood();
        return nextReply();
    }

    /** Says as arrays what was said as lines; false when it can't be tried, or has been tried. */
    private boolean triesArrays() {
        return !server.spoken().known()
                && server.spoken().dialect() == Dialect.LINES
                && (isRefused() || whoWasServedFirst().isEmpty())
                && server.clients().stream().anyMatch(client -> !client.asked.isEmpty())
                && server.beginsAnew(Dialect.ARRAYS);
    }

    /** This client has got something itself: who else was served first did not keep it waiting. */
    private boolean isRefused() {
        return wire().ended() || wire().pending().length > 0;
    }

    /** Whether something comes back that is no error. It stays to be read. */
    private boolean understands() {
        var deadline = Deadline.in(server.timeout());
        var quiet = new Quiet(TRIAL);
        do {
            boolean over = server.isOver();
            wire().look();
            if (wire().pending().length > 0) {
                boolean rests = server.rest().isReached();
                wire().look();
                var reply = wire().peek(rests);
                if (reply.isPresent()) {
                    return !isError(reply.get());
                }
            }
            if (wire().ended() || over) {
                return false;
            }
        } while (!quiet.isOver() && deadline.pause());
        return false;
    }

    private Reply nextReply() {
        var expected = name + " gets the reply" + forRequest();
        var deadline = Deadline.in(server.timeout());
        var quiet = new Quiet(server.spoken().inVain() ? TRIAL : PATIENCE);
        do {
            boolean over = server.isOver();
            wire().look();
            var whole = wire().next(false);
            if (whole.isPresent()) {
                return whole.get();
            }
            if (wire().ended() || over) {
                throw closedEarly(expected);
            }
            if (wire().pending().length > 0 && server.rest().isReached()) {
                wire().look();
                var plain = wire().next(true);
                if (plain.isPresent()) {
                    return plain.get();
                }
            }
        } while (!quiet.isOver() && deadline.pause());
        server.spoken().noReply();
        server.live().look();
        var first = whoWasServedFirst();
        throw failed(
                first.isPresent()
                        ? ClientExpectation.servedFirst(server.known(), first.get().name, name)
                        : ClientExpectation.noReply(
                                server.known(), port(), name, expected, wire().pending()));
    }

    /** A client that connected later, asked, and has its reply already. */
    private Optional<Client> whoWasServedFirst() {
        for (var other : server.clients()) {
            if (other.isOpen() && !other.asked.isEmpty() && other.connectedAt > connectedAt) {
                other.wire().look();
                if (other.wire().pending().length > 0) {
                    return Optional.of(other);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the server has been idle for a while: what has not come will not come. */
    private final class Quiet {
        private final Idleness idle = server.rest().idleness();
        private final Duration patience;
        private Deadline over;

        Quiet(Duration patience) {
            this.patience = patience;
            over = Deadline.in(patience);
        }

        boolean isOver() {
            if (!idle.isReached()) {
                over = Deadline.in(patience);
            }
            return over.isOver();
        }
    }

    private List<String> othersConnected() {
        return server.clients().stream()
                .filter(other -> other != this && other.isOpen())
                .map(Client::name)
                .toList();
    }

    private long received() {
        return server.live().received(port());
    }

    /** The server's end of the connection is closed, or its receive returned 0 bytes. */
    private boolean hasSeenEnd() {
        server.live().look();
        return server.live().hasSeenEnd(port())
                || serversEnd().map(end -> end.inode() == 0 && received() > 0).orElse(true);
    }

    /** The connection's other end, as the server's kernel shows it. */
    private Optional<TcpSocket> serversEnd() {
        return TcpSocket.end(server.machine().sockets(), server.port(), port());
    }

    private boolean stillListens() {
        return server.machine().sockets().stream()
                .anyMatch(socket -> socket.listens() && socket.localPort() == server.port());
    }

    /** This client was served too early, unless the server has closed the one that was served. */
    private AssertionError didNotWait(String was) {
        for (var other : server.clients()) {
            if (other != this && other.isOpen()) {
                other.wire().look();
                if (other.wire().ended()) {
                    return other.closedEarly("the server keeps " + other.name + " connected");
                }
            }
        }
        return failed(ClientExpectation.didNotWait(server.known(), name, othersConnected(), was));
    }

    /** The connection has ended: because the server died, or because it closed it. */
    private AssertionError closedEarly(String expected) {
        server.rests();
        if (!server.isOver() && !stillListens()) {
            // It is about to end, and a JVM on its way out takes a while.
            Deadline.in(server.timeout()).waitFor(server::isOver);
        }
        server.live().look();
        return failed(
                server.isOver()
                        ? ServerFailed.diedInTheMiddle(server.known(), expected)
                        : ClientExpectation.closedEarly(
                                server.known(), port(), name, expected, wire().reset()));
    }

    /** A failure; where bytes moved out of strace's sight, that it can't be told. */
    private AssertionError failed(AssertionError failure) {
        server.failed();
        return server.undecided(failure, this).orElse(failure);
    }

    private Wire wire() {
        if (wire == null || !wire.isOpen()) {
            throw new IllegalStateException(name + " has left already");
        }
        return wire;
    }

    /** Nanoseconds since 1970, as strace -ttt counts. */
    private static long now() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
