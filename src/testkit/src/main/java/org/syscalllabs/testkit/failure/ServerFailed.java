package org.syscalllabs.testkit.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.EvidenceTable;
import org.syscalllabs.trace.view.CallText;

/**
 * The server under test did not serve: it never listened, listened elsewhere, died, or its address
 * was in use. The message says what, what the server was doing instead, what to do, and where the
 * trace is.
 */
public final class ServerFailed extends AssertionError {

    private ServerFailed(FailureText text) {
        super(text.toString());
    }

    /** The server did not call listen(). */
    public static ServerFailed neverListened(ServerFacts server) {
        return new ServerFailed(
                expectedToListen(server)
                        .butWas(
                                "it never called listen() in "
                                        + FailureText.seconds(server.timeout()))
                        .evidence(PendingCalls.evidence(server))
                        .because(PendingCalls.sentence(server))
                        .hint(
                                "bind a socket to $HOST and $PORT, then call listen()\n"
                                        + "if it is only slow to start, as a compiler is:"
                                        + " --timeout 60")
                        .output(server)
                        .trace(server));
    }

    /** The server listens, and not on the port that it was told. */
    public static ServerFailed listensElsewhere(ServerFacts server) {
        var ports =
                server.listening().stream().map(String::valueOf).collect(Collectors.joining(", "));
        // 6379 is 18EB in hex, and EB18 is 60184.
        var turned = Short.toUnsignedInt(Short.reverseBytes((short) server.port()));
        if (server.listening().contains(turned)) {
            return new ServerFailed(
                    expectedToListen(server)
                            .butWas("it listens on port " + turned)
                            .because("the two bytes of the port are the wrong way round")
                            .hint("the network has the higher byte first: htons(port)")
                            .trace(server));
        }
        return new ServerFailed(
                expectedToListen(server)
                        .butWas("it listens on port " + ports)
                        .hint(
                                ("take the port from the environment: $PORT is %d (Python: "
                                                + "int(os.environ[\"PORT\"]))\n"
                                                + "or tell the check which port it is: --port %s")
                                        .formatted(server.port(), ports))
                        .trace(server));
    }

    /**
     * The server did not get the port that it asked for.
     *
     * @param found the process that has it, as far as that can be seen
     */
    public static ServerFailed addressInUse(
            ServerFacts server, int port, Optional<PortHolder> found) {
        var holder = found.map(h -> ", held by " + h).orElse("");
        var hint =
                port == server.port()
                        ? "end that program, or set SO_REUSEADDR before bind()"
                        : "take the port from the environment: $PORT is " + server.port();
        return new ServerFailed(
                expectedToListen(server)
                        .butWas(
                                "its bind to port %d failed: EADDRINUSE, Address already in use%s"
                                        .formatted(port, holder))
                        .hint(hint)
                        .trace(server));
    }

    /** A client was refused. */
    public static ServerFailed refuses(ServerFacts server, String client) {
        return new ServerFailed(
                FailureText.expected("%s can connect to %s".formatted(client, address(server)))
                        .butWas("the connection was refused")
                        .because(whereItListens(server))
                        .hint(
                                "bind to $HOST, which is "
                                        + server.host()
                                        + ", and keep the listener open")
                        .output(server)
                        .trace(server));
    }

    /** A further server was to be refused its port. */
    public static ServerFailed listensNevertheless(ServerFacts server) {
        var ports = server.listening();
        var same = ports.contains(server.port());
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
    public static ServerFailed doesNotGiveUp(ServerFacts server) {
        var lines = new ArrayList<Evidence>();
        server.addressInUse()
                .ifPresent(call ->
                        lines.add(
                                new Evidence(
                                        call.line(),
                                        server.threadName(call.tid()),
                                        CallText.of(call),
                                        "",
                                        "")));
        lines.addAll(PendingCalls.evidence(server));
        return new ServerFailed(
                FailureText.expected("a second server on " + address(server) + " ends: EADDRINUSE")
                        .butWas("it had not in " + FailureText.seconds(server.timeout()))
                        .evidence(lines)
                        .because(PendingCalls.sentence(server))
                        .hint("when bind() fails, say so and end")
                        .output(server)
                        .trace(server));
    }

    /** The server ended with another status than it should. */
    public static ServerFailed exitedOtherwise(ServerFacts server, int status) {
        return new ServerFailed(
                FailureText.expected("the server ends with exit status " + status)
                        .butWas("it ended" + ending(server))
                        .because(
                                "a program that started it can tell failures apart by their status only")
                        .output(server)
                        .trace(server));
    }

    /** The server has not printed what it should. */
    public static ServerFailed saysNothingOf(ServerFacts server, List<String> words) {
        var said =
                server.printed(100).lastLines().stream()
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
    public static ServerFailed doesNotEnd(ServerFacts server) {
        return new ServerFailed(
                FailureText.expected("the server ends when it is told to")
                        .butWas("it had not in " + FailureText.seconds(server.timeout()))
                        .evidence(PendingCalls.evidence(server))
                        .because(PendingCalls.sentence(server))
                        .hint("end on SIGTERM, as a program does that does not handle it")
                        .output(server)
                        .trace(server));
    }

    /** The server was to be told to end, and no process of it listens. */
    public static ServerFailed nobodyToTell(ServerFacts server) {
        var expected = "the server listens until it is told to end";
        if (server.isOver()) {
            return diedInTheMiddle(server, expected);
        }
        return new ServerFailed(
                FailureText.expected(expected)
                        .butWas("none of its processes has the listener any more")
                        .evidence(PendingCalls.evidence(server))
                        .hint("keep the listener open, in the process that serves")
                        .output(server)
                        .trace(server));
    }

    /** A client was to be refused. */
    public static ServerFailed stillListens(ServerFacts server, String client) {
        return new ServerFailed(
                FailureText.expected(
                                "%s is refused: nobody listens on %s"
                                        .formatted(client, address(server)))
                        .butWas("something does")
                        .hint("close the listener, or end: a child that was forked has it open too")
                        .trace(server));
    }

    /** A client was to be refused, and nothing came back. */
    public static ServerFailed doesNotAnswer(ServerFacts server, String client) {
        return new ServerFailed(
                FailureText.expected(
                                "%s is refused: nobody listens on %s"
                                        .formatted(client, address(server)))
                        .butWas(
                                "neither refused nor accepted in "
                                        + FailureText.seconds(server.timeout()))
                        .because("something between the two keeps the connection to itself")
                        .trace(server));
    }

    /** The server ended before it listened. */
    public static ServerFailed diedAtStart(ServerFacts server) {
        return new ServerFailed(
                expectedToListen(server)
                        .butWas("it ended before it called listen()" + ending(server))
                        .hint(
                                server.emptyInput()
                                        .map(read ->
                                                "it read its standard input, line %d, and that is"
                                                                .formatted(read.line())
                                                        + " empty: take the port from $PORT")
                                        .orElse(""))
                        .output(server)
                        .trace(server));
    }

    /** The server ended while it was still needed. */
    public static ServerFailed diedInTheMiddle(ServerFacts server, String expected) {
        return new ServerFailed(
                FailureText.expected(expected)
                        .butWas("the server died" + ending(server))
                        .evidence(ended(server))
                        .hint("a server outlives its clients: it ends when it is told to")
                        .output(server)
                        .trace(server));
    }

    private static FailureText expectedToListen(ServerFacts server) {
        return FailureText.expected("the server listens on " + address(server));
    }

    private static String address(ServerFacts server) {
        return server.host() + ":" + server.port();
    }

    private static String ending(ServerFacts server) {
        return server.end()
                .map(exit ->
                        exit.signal() == null
                                ? ", with exit status " + exit.status()
                                : ", killed by " + exit.signal() + bound(server))
                .orElse("");
    }

    private static String bound(ServerFacts server) {
        return server.boundMet().map(met -> ": " + met).orElse("");
    }

    private static String whereItListens(ServerFacts server) {
        var at = server.listeningAt();
        return at.isEmpty() || at.contains(address(server))
                ? "the server does not listen there (any more)"
                : "the server listens on " + String.join(", ", at);
    }

    /** The line of the end of its first process. */
    private static List<Evidence> ended(ServerFacts server) {
        var table = new EvidenceTable(server::threadName);
        server.end().ifPresent(exit -> table.add(exit, "", "the server has ended"));
        return table.rows();
    }
}
