package org.syscalllabs.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.Request;
import org.syscalllabs.trace.view.Quoted;

/**
 * One client's talk with a server, in the language that the server speaks. It begins with lines.
 * When the server has read one and does not answer, or the first answer is an error or the end of
 * the connection, it connects anew and says the same as an array. What was answered decides, for
 * good.
 *
 * <p>A client in the backlog never connects anew: it would lose its place, and it waits for its
 * turn, not for another language.
 */
public final class Conversation implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration MORE_FOLLOWS = Duration.ofMillis(200);
    private static final int LONGEST_SHOWN = 400;

    private final String host;
    private final int port;
    private final Manner manner;
    private final PrintWriter err;
    private ServerConnection connection;
    private @Nullable Dialect dialect;

    /** How a request went. */
    private sealed interface Answer {
        record Given(Reply reply) implements Answer {}

        /** It was read, and nothing came. */
        record None() implements Answer {}

        /**
         * The connection was closed instead.
         *
         * @param wasReset the server had not read all that was sent, or had not accepted (tcp(7))
         */
        record Closed(boolean wasReset) implements Answer {}
    }

    private Conversation(String host, int port, Manner manner, PrintWriter err) throws IOException {
        this.host = host;
        this.port = port;
        this.manner = manner;
        this.err = err;
        this.connection = ServerConnection.open(host, port);
        this.dialect = manner.dialect().orElse(null);
    }

    /**
     * Connects.
     *
     * @param err what is said of the waiting, of the language, and of the bytes
     * @throws Problem when nobody listens there
     */
    public static Conversation open(String host, int port, Manner manner, PrintWriter err)
            throws IOException {
        return new Conversation(host, port, manner, err);
    }

    /** A reply that is there although nothing was asked; empty when there is none. */
    public Optional<Reply> unasked() throws IOException {
        var reply = connection.unasked();
        if (reply.isPresent()) {
            showReceived();
        }
        return reply;
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param what the request, as a person is told of it
     * @throws EOFException when the server closes the connection instead
     * @throws Problem when the reply does not come in time
     */
    public Reply ask(Request request, String what) throws IOException {
        if (dialect != null) {
            return given(exchange(request, what, dialect, false));
        }
        var asLine = exchange(request, what, Dialect.LINES, true);
        return switch (asLine) {
            case Answer.Given(var reply) when Understanding.isOf(request, reply) -> {
                dialect = Dialect.LINES;
                yield reply;
            }
            // Of a command that servers need not know, an error tells nothing.
            case Answer.Given(var reply) when !Understanding.isExpectedOf(request) -> reply;
            case Answer.Given _, Answer.None _, Answer.Closed _ -> askAgain(request, what, asLine);
        };
    }

    private Reply askAgain(Request request, String what, Answer asLine) throws IOException {
        connectAgain(asLine, what);
        var hasAnswered = asLine instanceof Answer.Given;
        var asArray = exchange(request, what, Dialect.ARRAYS, hasAnswered);
        if (asArray instanceof Answer.Given(var reply) && isBetter(request, asLine, reply)) {
            dialect = Dialect.ARRAYS;
            err.println("this server speaks " + Dialect.ARRAYS.shown());
            return reply;
        }
        return switch (asLine) {
            case Answer.Given(var reply) -> {
                stayWithLines(asLine, what);
                yield reply;
            }
            // It is slow, perhaps: what it said to the array, it said to lines.
            case Answer.None _ when asArray instanceof Answer.Given -> {
                stayWithLines(asLine, what);
                yield given(exchange(request, what, Dialect.LINES, false));
            }
            // A server that ends closes its descriptors one by one: its listener was still open,
            // and its end then reset who waited in the backlog.
            case Answer.Closed _ when asArray.equals(new Answer.Closed(true)) -> {
                connectAgain(asLine, what);
                yield given(asArray);
            }
            case Answer.None _, Answer.Closed _ -> given(asArray);
        };
    }

    private void stayWithLines(Answer asLine, String what) throws IOException {
        connectAgain(asLine, what);
        dialect = Dialect.LINES;
    }

    /**
     * Whether the reply to an array shows more understanding than the answer to the line. An error
     * does where the line had no answer, unless more follow: a server of lines takes an array for
     * several lines, and answers each.
     */
    private boolean isBetter(Request request, Answer asLine, Reply asArray) throws IOException {
        return Understanding.isOf(request, asArray)
                || (asArray.isResp() && !(asLine instanceof Answer.Given) && !moreFollow());
    }

    private boolean moreFollow() throws IOException {
        try {
            return connection.receive(MORE_FOLLOWS).isPresent();
        } catch (EOFException | SocketException closed) {
            return false;
        }
    }

    /**
     * Whether large values had better go as arrays: Redis takes lines of 64 KB at most. Asks once,
     * and then stays with what was answered.
     *
     * @param reply the reply that this request has got as a line
     */
    void preferArrays(Request request, String what, Reply reply) throws IOException {
        if (manner.dialect().isPresent() || dialect == Dialect.ARRAYS || !reply.isResp()) {
            return;
        }
        dialect = Dialect.ARRAYS;
        var asLine = new Answer.Given(reply);
        var asArray = exchange(request, what, Dialect.ARRAYS, true);
        if (!asArray.equals(asLine)) {
            stayWithLines(asLine, what);
        }
    }

    private Answer exchange(Request request, String what, Dialect in, boolean mayGiveUp)
            throws IOException {
        var bytes = request.bytes(in);
        if (manner.verbose()) {
            err.println("> " + Quoted.of(bytes, LONGEST_SHOWN));
        }
        try {
            connection.send(bytes);
            var waiting = new Waiting(connection, what, manner, err);
            var reply = connection.receive(BETWEEN_LOOKS);
            while (reply.isEmpty()) {
                if (mayGiveUp && waiting.isReadAndNotAnswered()) {
                    return new Answer.None();
                }
                waiting.goOn();
                reply = connection.receive(BETWEEN_LOOKS);
            }
            showReceived();
            return new Answer.Given(reply.get());
        } catch (EOFException closed) {
            return new Answer.Closed(false);
        } catch (SocketException reset) {
            return new Answer.Closed(true);
        }
    }

    private static Reply given(Answer answer) throws IOException {
        return switch (answer) {
            case Answer.Given(var reply) -> reply;
            case Answer.None _, Answer.Closed _ -> throw new EOFException();
        };
    }

    private void connectAgain(Answer asLine, String what) throws IOException {
        connection.close();
        try {
            connection = ServerConnection.open(host, port);
        } catch (Problem gone) {
            if (asLine instanceof Answer.Closed) {
                throw Problem.refuted(
                        "the server ended when it got a line: " + what,
                        "see what it said: work/NN/server.log. Where it is to understand RESP arrays"
                                + " only: start it again, and ./lab client --resp");
            }
            throw gone;
        }
    }

    private void showReceived() {
        if (manner.verbose()) {
            err.println("< " + Quoted.of(connection.bytes(), LONGEST_SHOWN));
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
