package org.syscalllabs.cli.repair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;

/** What a command says when another process has the port. */
public final class BusyPort {
    private BusyPort() {}

    /**
     * Names the holder, and the way out that suits it; of an exercise it gives nothing away.
     *
     * @param ways what this command can do about it, besides an end of the holder
     */
    public static Problem problem(Kit kit, TcpSocket socket, String ways) {
        var port = socket.localPort();
        var server = server(kit, socket);
        if (server.isPresent()) {
            var lab = kit.labs().find(server.get().lab()).shortNumber();
            return Problem.environment(
                    "port %d is held by the server of lab %s (pid %d)"
                            .formatted(port, lab, server.get().pid()),
                    "./lab stop %s, or %s".formatted(lab, ways));
        }
        var exercise = exercise(kit, socket);
        if (exercise.isPresent()) {
            return Problem.environment(
                    "port " + port + " is held by a process of an exercise",
                    isOn(kit, exercise.get()));
        }
        return Problem.environment(
                "port %d is held by %s".formatted(port, PortHolder.of(socket)),
                "end that program, or " + ways);
    }

    /** The server that the kit has started, and that has this socket. */
    public static Optional<RunningServer> server(Kit kit, TcpSocket socket) {
        return RunningServer.all(kit).stream()
                .filter(server -> socket.isOpenIn(server.pid()))
                .findFirst();
    }

    /** That the exercise of a lab is on, and the ways to end it: two, or one without its notes. */
    public static String isOn(Kit kit, Lab lab) {
        var n = lab.shortNumber();
        return Exercise.hasNotes(kit, lab)
                ? "the exercise of lab %1$s is on: ./lab check %1$s or ./lab reset %1$s"
                        .formatted(n)
                : "the exercise of lab %1$s is on, without its notes: ./lab reset %1$s"
                        .formatted(n);
    }

    /** The lab whose exercise has started the process that has this socket. */
    public static Optional<Lab> exercise(Kit kit, TcpSocket socket) {
        try {
            for (var run : kit.runs().running()) {
                for (var lab : kit.labs()) {
                    if (Exercise.isOf(lab, run)
                            && Runs.processes(run).stream()
                                    .anyMatch(process -> socket.isOpenIn(process.pid()))) {
                        return Optional.of(lab);
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
