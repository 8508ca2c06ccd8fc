package org.syscalllabs.testkit;

import java.time.Duration;
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
