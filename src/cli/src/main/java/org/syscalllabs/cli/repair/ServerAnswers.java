package org.syscalllabs.cli.repair;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.FailureText;

/** Whether the lab's own server has the port now, and serves. */
record ServerAnswers(Observed now) implements RepairGoal {

    private static final Duration BOUND = Duration.ofSeconds(2);

    @Override
    public String sentence() {
        return "the lab's server has 127.0.0.1:" + now.port() + " and answers";
    }

    @Override
    public Result judge() {
        // Several, where they share the port: a client may come to any of them.
        for (var socket : now.listeners()) {
            if (!now.isLabServers(socket)) {
                return Result.refuted(someoneElse(socket));
            }
        }
        return now.listeners().stream()
                .findFirst()
                .map(this::asked)
                .orElseGet(() -> Result.refuted(nobody()));
    }

    private Result asked(TcpSocket socket) {
        var server = PortHolder.of(socket).pid();
        var reply = ping();
        return reply.equals("+PONG")
                ? Result.proved("PID " + server + " said PONG to PING")
                : Result.refuted(wrongReply(socket, server, reply));
    }

    private FailureText someoneElse(TcpSocket socket) {
        return FailureText.expected(sentence())
                .butWas(PortHolder.of(socket) + " has it, and is no server of the lab")
                .rows(List.of(Observed.row(socket)))
                .hint("the lab's server is the one that " + now.startCommand() + " starts");
    }

    /** Nobody listens where a client of 127.0.0.1 would look. */
    private FailureText nobody() {
        var text = FailureText.expected(sentence());
        if (now.servers().isEmpty()) {
            return text.butWas("nobody listens there: the lab's server does not run")
                    .because(
                            now.oldConnections().isEmpty()
                                    ? ""
                                    : "old connections have the port, for "
                                            + now.secondsLeft()
                                            + " s at most")
                    .hint(
                            now.startCommand()
                                    + (now.oldConnections().isEmpty()
                                            ? ""
                                            : " -- --reuse-address"));
        }
        var server = now.servers().getLast().process();
        var elsewhere = elsewhere(server);
        return elsewhere.isEmpty()
                ? text.butWas("the lab's server (pid " + server.pid() + ") does not listen")
                        .hint(startAgain())
                : text.butWas("the lab's server (pid " + server.pid() + ") listens elsewhere")
                        .rows(elsewhere.stream().map(Observed::row).toList())
                        .hint(startAgain());
    }

    private List<TcpSocket> elsewhere(ProcessIdentity server) {
        return now.sockets().stream()
                .filter(socket -> socket.listens() && socket.isOpenIn(server.pid()))
                .toList();
    }

    private String startAgain() {
        return "./lab stop %s, then %s".formatted(now.lab().shortNumber(), now.startCommand());
    }

    private FailureText wrongReply(TcpSocket socket, long server, String reply) {
        var isStopped = ProcFile.state(server).equals("T");
        return FailureText.expected(sentence())
                .butWas(
                        reply.isEmpty()
                                ? "PID %d did not answer PING within %d s"
                                        .formatted(server, BOUND.toSeconds())
                                : "PID %d answered PING with %s".formatted(server, reply))
                .rows(List.of(Observed.row(socket)))
                .because(isStopped ? "it is stopped (state T)" : "")
                .hint(
                        isStopped
                                ? "kill -CONT " + server + " lets it go on"
                                : "it serves one client at a time: is another one connected?");
    }

    /** The first line of what the server answers; empty when none comes in time. */
    private String ping() {
        var end = System.nanoTime() + BOUND.toNanos();
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), now.port());
        var reply = new StringBuilder();
        try (var socket = new Socket()) {
            socket.connect(address, (int) BOUND.toMillis());
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            while (reply.length() < 80) {
                var left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                socket.setSoTimeout((int) Math.max(1, left));
                var next = socket.getInputStream().read();
                if (next < 0 || next == '\n' || left <= 0) {
                    break;
                }
                reply.append((char) next);
            }
            return reply.toString().strip();
        } catch (IOException noReply) {
            return "";
        }
    }
}
