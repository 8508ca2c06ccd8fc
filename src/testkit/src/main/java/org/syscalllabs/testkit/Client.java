package org.syscalllabs.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.ClientExpectation;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Quiet;
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
    private final ServerUnderTest server;
    private String name;
    private @Nullable Wire wire;
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
        var got = new ReplyWait(server, this).next();
        if (!got.shown().equals(shown)) {
            throw wrongReply(shown, got);
        }
        taken(got);
        return this;
    }

    /**
     * Waits for the reply, whatever it says: for what is judged is the order, not the words. Only
     * an error is none.
     */
    public Client isAnswered() {
        var got = new ReplyWait(server, this).next();
        if (ReplyWait.isError(got)) {
            throw wrongReply("a reply", got);
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
        var idle = server.run().rest().idleness();
        boolean settled;
        do {
            var over = server.isOver();
            var arrived = server.run().machine().hasArrived(port(), wire().sent(), received());
            settled = idle.isReached() && arrived;
            wire().look();
            if (wire().hasPending()) {
                throw didNotWait("the server answered " + name);
            }
            if (wire().ended() || over) {
                throw closedEarly("%s waits for the reply%s".formatted(name, forRequest()));
            }
        } while (!settled && deadline.pause());
        var end = serversEnd();
        server.look();
        // A second witness: a connection has an inode once it is accepted, and none before.
        if (end.filter(its -> its.inode() != 0).isPresent()
                && server.run().live().connection(port()).isEmpty()) {
            var early = servedEarly("the server has accepted " + name);
            throw failed(new TraceOfServer(server).acceptedUnseen(early, this));
        }
        if (end.filter(its -> its.unread() > 0 || its.inode() == 0).isEmpty()) {
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
        for (var other : server.clients().current()) {
            other.nothingCameBefore(this);
        }
        var deadline = Deadline.in(server.timeout());
        try {
            wire().finish();
        } catch (IOException broken) {
            throw closedEarly(name + " can leave");
        }
        var quiet = new Quiet(server.run().rest().idleness(), ReplyWait.PATIENCE);
        do {
            var over = server.isOver();
            if (hasSeenEnd()) {
                hangUp();
                return this;
            }
            if (over) {
                throw closedEarly("the server sees that " + name + " has left");
            }
        } while (quiet.pause(deadline));
        throw failed(ClientExpectation.leftUnnoticed(server.known(), port(), name));
    }

    /**
     * Ends the connection: lets the server see the end first, so that it meets no reset. After a
     * failure this is not waited for: the server closes the connection at its end. When the test
     * has ended the server, no process is left to see it.
     */
    @Override
    public void close() {
        if (!isOpen()) {
            return;
        }
        var failed = server.hasFailed();
        try {
            if (failed) {
                wire().finish();
            } else if (!server.wasToldToEnd() && asked.isEmpty()) {
                nothingMoreComes();
                wire().finish();
                Deadline.in(Duration.ofSeconds(1))
                        .waitFor(() ->
                                hasSeenEnd() || server.isOver() || server.run().rest().isReached());
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

    /** It has asked, and has not taken the reply yet. */
    boolean waitsForReply() {
        return !asked.isEmpty();
    }

    boolean connectedAfter(Client other) {
        return wire().connectedAt() > other.wire().connectedAt();
    }

    void rename(String other) {
        name = other;
    }

    ClientFacts facts() {
        return wire == null
                ? new ClientFacts(name, -1, -1, -1)
                : new ClientFacts(
                        name,
                        wire.port(),
                        wire.connectedAt(),
                        wire.firstByteAt(),
                        wire.received(),
                        answered);
    }

    /** Whether the trace shows, by now, that all bytes which have come were sent. */
    boolean isAccountedFor() {
        var got = wire == null ? 0 : wire.received();
        return server.run()
                .live()
                .connection(port())
                .map(connection -> connection.sent() >= got)
                .orElse(got == 0);
    }

    /** connect() succeeds as soon as the kernel has put the connection into the backlog. */
    void connect() {
        try {
            wire = new Wire();
            if (!wire.connect(server.run().machine(), Deadline.in(server.timeout()))) {
                throw failed(ClientExpectation.notConnected(server.known(), name));
            }
        } catch (IOException refused) {
            hangUp();
            throw failed(
                    server.run().hasEndedByNow()
                            ? ServerFailed.diedInTheMiddle(server.known(), name + " can connect")
                            : ServerFailed.refuses(server.known(), name));
        }
    }

    /** Says everything once more, to a server that has been started anew. */
    void beginsAnew() {
        hangUp();
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
        try {
            if (!wire().send(bytes(command), Deadline.in(server.timeout()))) {
                throw noReply("the server reads " + command);
            }
        } catch (IOException broken) {
            throw closedEarly("the server reads %s's %s".formatted(name, command));
        }
    }

    private byte[] bytes(String command) {
        return Request.parse(command).bytes(server.spoken().dialect());
    }

    private void taken(Reply got) {
        answered += bytes(asked.remove()).length;
        waited = false;
        reply = got.shown();
        if (!ReplyWait.isError(got)) {
            server.spoken().understood();
        }
    }

    /** {@code for GET name}, or nothing before the first request. */
    String forRequest() {
        return request.isEmpty() ? "" : " for " + request;
    }

    /** The server rests, and nothing has come beyond the replies that were asked for. */
    private void nothingMoreComes() {
        server.rests();
        var over = server.isOver();
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
        if ((wire().ended() || over) && !new ReplyWait(server, this).triesArrays()) {
            throw closedEarly("the server keeps " + name + " connected");
        }
    }

    /** While {@code other} was served, no reply may have come for a request of this one. */
    private void nothingCameBefore(Client other) {
        if (this == other || !isOpen() || asked.isEmpty() || !waited) {
            return;
        }
        wire().look();
        if (wire().hasPending()) {
            throw tooEarly("the server answered %s before %s left".formatted(name, other.name));
        }
    }

    private long received() {
        return server.run().live().received(port());
    }

    /** The server's end of the connection is closed, or its receive returned 0 bytes. */
    private boolean hasSeenEnd() {
        server.look();
        return server.run().live().hasSeenEnd(port())
                || serversEnd().map(end -> end.inode() == 0 && received() > 0).orElse(true);
    }

    /** The connection's other end, as the server's kernel shows it. */
    private Optional<TcpSocket> serversEnd() {
        return TcpSocket.end(server.run().machine().sockets(), server.port(), port());
    }

    AssertionError noReply(String expected) {
        var came = wire().pending();
        return failed(ClientExpectation.noReply(server.known(), port(), name, expected, came));
    }

    private AssertionError wrongReply(String expected, Reply got) {
        var asked = request.isEmpty() ? new byte[0] : bytes(request);
        return failed(
                ClientExpectation.wrongReply(server.known(), port(), name, asked, expected, got));
    }

    /** This client was served too early, unless the server has closed the one that was served. */
    private AssertionError didNotWait(String was) {
        for (var other : server.clients().openBeside(this)) {
            other.wire().look();
            if (other.wire().ended()) {
                return other.closedEarly("the server keeps " + other.name + " connected");
            }
        }
        return tooEarly(was);
    }

    private AssertionError tooEarly(String was) {
        return failed(servedEarly(was));
    }

    private AssertionError servedEarly(String was) {
        var others = server.clients().openBeside(this).stream().map(Client::name).toList();
        return ClientExpectation.didNotWait(server.known(), name, others, was);
    }

    /** The connection has ended: because the server died, or because it closed it. */
    AssertionError closedEarly(String expected) {
        server.rests();
        if (!server.isOver() && !server.run().hasListener()) {
            // It is about to end, and a JVM on its way out takes a while.
            Deadline.in(server.timeout()).waitFor(server::isOver);
        }
        server.look();
        return failed(
                server.isOver()
                        ? ServerFailed.diedInTheMiddle(server.known(), expected)
                        : ClientExpectation.closedEarly(
                                server.known(), port(), name, expected, wire().reset()));
    }

    /** A failure; where bytes moved out of strace's sight, that it can't be told. */
    AssertionError failed(AssertionError failure) {
        server.failed();
        return new TraceOfServer(server).undecided(failure, this).orElse(failure);
    }

    /** The connection, while this client has it. */
    Wire wire() {
        if (wire == null || !wire.isOpen()) {
            throw new IllegalStateException(name + " has left already");
        }
        return wire;
    }
}
