package org.syscalllabs.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.syscalllabs.trace.Exit;

/**
 * The server under test did not serve: it never listened, listened elsewhere, died, or its address
 * was in use. The message says what, what the server was doing instead, what to do, and where the
 * trace is.
 */
public final class ServerFailed extends AssertionError {

    private ServerFailed(FailureText text) {
        super(text.toString());
    }

    static ServerFailed neverListened(ServerUnderTest server, Duration waited) {
        return new ServerFailed(
                expectedToListen(server)
                        .butWas("it never called listen() in " + seconds(waited))
                        .evidence(Doing.evidence(server))
                        .because(Doing.sentence(server))
                        .hint("bind a socket to $HOST and $PORT, then call listen()")
                        .output(server)
                        .trace(server));
    }

    static ServerFailed listensElsewhere(ServerUnderTest server) {
        var ports =
                server.live().listening().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return new ServerFailed(
                expectedToListen(server)
                        .butWas("it listens on port " + ports)
                        .hint(
                                "take the port from the environment: $PORT is "
                                        + server.port()
                                        + " (Python: int(os.environ[\"PORT\"]))\n"
                                        + "or tell the check which port it is: --port "
                                        + ports)
                        .trace(server));
    }

    static ServerFailed addressInUse(ServerUnderTest server, int port) {
        var holder = server.machine().holder(port).map(h -> ", held by " + h).orElse("");
        var hint =
                port == server.port()
                        ? "end that program, or set SO_REUSEADDR before bind()"
                        : "take the port from the environment: $PORT is " + server.port();
        return new ServerFailed(
                expectedToListen(server)
                        .butWas(
                                "its bind to port "
                                        + port
                                        + " failed: EADDRINUSE, Address already in use"
                                        + holder)
                        .hint(hint)
                        .trace(server));
    }

    static ServerFailed refuses(ServerUnderTest server, String client) {
        return new ServerFailed(
                FailureText.expected(client + " can connect to " + address(server))
                        .butWas("the connection was refused")
                        .because("the server does not listen there (any more)")
                        .hint(
                                "bind to $HOST, which is "
                                        + server.machine().host()
                                        + ", and keep the listener open")
                        .output(server)
                        .trace(server));
    }

    /** A further server was to be refused its port. */
    static ServerFailed listensNevertheless(ServerUnderTest server) {
        var ports = server.live().listening();
        boolean same = ports.contains(server.port());
        return new ServerFailed(
                FailureText.expected("a second server on " + address(server) + " ends: EADDRINUSE")
                        .butWas(
                                same
                                        ? "it listens there too"
                                        : "it listens on port " + ports.iterator().next())
                        .because(
                                same
                                        ? "both have set SO_REUSEPORT: the kernel shares the clients"
                                                + " out among them"
                                        : "a client that is told port "
                                                + server.port()
                                                + " never finds it there")
                        .hint(
                                same
                                        ? "set SO_REUSEPORT only where two servers are meant to"
                                                + " share a port"
                                        : "when bind() fails, say so and end")
                        .trace(server));
    }

    /** A further server was refused its port, and does not end. */
    static ServerFailed doesNotGiveUp(ServerUnderTest server) {
        return new ServerFailed(
                FailureText.expected("a second server on " + address(server) + " ends: EADDRINUSE")
                        .butWas("it had not in " + seconds(server.timeout()))
                        .evidence(Doing.evidence(server))
                        .because(Doing.sentence(server))
                        .hint("when bind() fails, say so and end")
                        .output(server)
                        .trace(server));
    }

    /** The server ended with another status than it should. */
    static ServerFailed exitedOtherwise(ServerUnderTest server, int status) {
        return new ServerFailed(
                FailureText.expected("the server ends with exit status " + status)
                        .butWas("it ended" + ending(server.live().end()))
                        .because("whoever started it can tell failures apart by their status only")
                        .output(server)
                        .trace(server));
    }

    /** The server has not printed what it should. */
    static ServerFailed saysNothingOf(ServerUnderTest server, List<String> words) {
        var said =
                server.printed().stream()
                        .filter(line -> line.contains(words.getFirst()))
                        .findFirst()
                        .map(line -> "it said: " + line.strip())
                        .orElse("it printed no such line");
        return new ServerFailed(
                FailureText.expected("the server says: … " + String.join(" … ", words) + " …")
                        .butWas(said)
                        .output(server)
                        .trace(server));
    }

    /** The server was told to end. */
    static ServerFailed doesNotEnd(ServerUnderTest server) {
        return new ServerFailed(
                FailureText.expected("the server ends when it is told to")
                        .butWas("it had not in " + seconds(server.timeout()))
                        .evidence(Doing.evidence(server))
                        .because(Doing.sentence(server))
                        .hint("end on SIGTERM, as a program does that does not handle it")
                        .output(server)
                        .trace(server));
    }

    /** The server was to be told to end, and no process of it listens. */
    static ServerFailed nobodyToTell(ServerUnderTest server) {
        var expected = "the server listens until it is told to end";
        if (server.isOver()) {
            return diedInTheMiddle(server, expected);
        }
        return new ServerFailed(
                FailureText.expected(expected)
                        .butWas("none of its processes has the listener any more")
                        .evidence(Doing.evidence(server))
                        .hint("keep the listener open, in the process that serves")
                        .output(server)
                        .trace(server));
    }

    /** A client was to be refused. */
    static ServerFailed stillListens(ServerUnderTest server, String client) {
        return new ServerFailed(
                FailureText.expected(client + " is refused: nobody listens on " + address(server))
                        .butWas("somebody does")
                        .hint("close the listener, or end: a child that was forked has it open too")
                        .trace(server));
    }

    /** A client was to be refused, and nothing came back. */
    static ServerFailed doesNotAnswer(ServerUnderTest server, String client) {
        return new ServerFailed(
                FailureText.expected(client + " is refused: nobody listens on " + address(server))
                        .butWas("neither refused nor accepted in " + seconds(server.timeout()))
                        .because("something between the two keeps the connection to itself")
                        .trace(server));
    }

    static ServerFailed diedAtStart(ServerUnderTest server) {
        return new ServerFailed(
                expectedToListen(server)
                        .butWas("it ended before it called listen()" + ending(server.live().end()))
                        .output(server)
                        .trace(server));
    }

    static ServerFailed diedInTheMiddle(ServerUnderTest server, String expected) {
        return new ServerFailed(
                FailureText.expected(expected)
                        .butWas("the server died" + ending(server.live().end()))
                        .hint("a server outlives its clients: it ends when it is told to")
                        .output(server)
                        .trace(server));
    }

    /** {@code 10 s}, {@code 0.5 s}. */
    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? time.toSeconds() + " s"
                : time.toMillis() / 1000.0 + " s";
    }

    private static FailureText expectedToListen(ServerUnderTest server) {
        return FailureText.expected("the server listens on " + address(server));
    }

    private static String address(ServerUnderTest server) {
        return server.machine().host() + ":" + server.port();
    }

    private static String ending(Optional<Exit> end) {
        return end.map(exit ->
                        exit.signal() == null
                                ? ", with exit status " + exit.status()
                                : ", killed by " + exit.signal())
                .orElse("");
    }
}
