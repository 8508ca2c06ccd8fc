package org.syscalllabs.cli.repair;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/**
 * What the kernel shows when a repair is judged: one look at its table of sockets for all claims.
 *
 * @param lab the lab that the exercise is of
 * @param folder the lab's work folder
 * @param sockets the table
 * @param running the runs of the exercise that still go on
 * @param servers the runs of the lab's own servers, the last one last
 */
record Observed(
        Lab lab,
        Exercise exercise,
        Path folder,
        List<TcpSocket> sockets,
        List<RunRecord> running,
        List<RunRecord> servers) {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    int port() {
        return exercise.port();
    }

    /** The option that a command of the kit needs for this port: none for the usual one. */
    String portOption() {
        return port() == 6379 ? "" : " --port " + port();
    }

    /** The command that starts the lab's server on this port. */
    String startCommand() {
        return "./lab start " + lab.shortNumber() + portOption();
    }

    /** The processes of a service and of its children that live. */
    List<ProcessIdentity> processes(NotedService service) {
        return running.stream()
                .filter(run -> run.id().equals(service.run()))
                .flatMap(run -> Runs.processes(run).stream())
                .toList();
    }

    /** The listener that this process has on the port, at whatever address. */
    Optional<TcpSocket> listener(ProcessIdentity process) {
        return sockets.stream()
                .filter(socket -> socket.listens() && socket.localPort() == port())
                .filter(socket -> socket.isOpenIn(process.pid()))
                .findFirst();
    }

    /** What a client of 127.0.0.1 may reach at the port: several where they share it. */
    List<TcpSocket> listeners() {
        return sockets.stream()
                .filter(socket -> socket.listens() && socket.isInTheWayOf(LOOPBACK, port()))
                .toList();
    }

    /** Whether one of the lab's servers has this socket. */
    boolean isLabServers(TcpSocket socket) {
        return servers.stream()
                .flatMap(run -> Runs.processes(run).stream())
                .anyMatch(process -> socket.isOpenIn(process.pid()));
    }

    /** Connections of the port that no process has any more. */
    List<TcpSocket> oldConnections() {
        return sockets.stream()
                .filter(socket -> socket.localPort() == port())
                .filter(socket -> socket.state() == State.TIME_WAIT)
                .toList();
    }

    /** In how many seconds the kernel will have forgotten the last of them. */
    long secondsLeft() {
        return oldConnections().stream()
                .mapToLong(socket -> socket.timer().toSeconds() + 1)
                .max()
                .orElse(0);
    }

    /** A row of the table in words: {@code 127.0.0.1:6379 LISTEN java (pid 4711), since …}. */
    static List<String> row(TcpSocket socket) {
        if (socket.state() == State.TIME_WAIT) {
            return List.of(
                    socket.shown(),
                    socket.state().name(),
                    "no process has it any more; its client had port " + socket.peerPort());
        }
        var holder = PortHolder.of(socket);
        return List.of(socket.shown(), socket.state().name(), holder + started(holder.pid()));
    }

    /** {@code , since 08:33:06}; empty when that process has gone. */
    static String started(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(start -> LocalTime.ofInstant(start, ZoneId.systemDefault()))
                .map(time ->
                        ", since "
                                + time.truncatedTo(ChronoUnit.SECONDS)
                                        .format(DateTimeFormatter.ISO_LOCAL_TIME))
                .orElse("");
    }
}
