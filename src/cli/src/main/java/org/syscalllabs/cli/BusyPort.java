package org.syscalllabs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.syscalllabs.cli.exercise.Exercise;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.RunRecord;
import org.syscalllabs.testkit.Runs;

/** What a command says when somebody else has the port. */
final class BusyPort {
    private BusyPort() {}

    /** Names the holder, and the way that suits it; of an exercise it gives nothing away. */
    static Problem problem(Kit kit, TcpSocket socket) {
        var port = socket.localPort();
        for (var server : RunningServer.all(kit)) {
            if (socket.isOpenIn(server.pid())) {
                var lab = kit.labs().find(server.lab()).shortNumber();
                return Problem.environment(
                        "port %d is held by the server of lab %s (pid %d)"
                                .formatted(port, lab, server.pid()),
                        "./lab stop %s, or another port: --port 0 takes a free one".formatted(lab));
            }
        }
        for (var lab : kit.labs()) {
            if (isOfExercise(kit, lab, socket)) {
                return Problem.environment(
                        "port " + port + " is held, by somebody of an exercise", exercise(lab));
            }
        }
        return Problem.environment(
                "port " + port + " is held by " + PortHolder.all(socket).getFirst(),
                "end that program, or take another port: --port 0 takes a free one");
    }

    /** That an exercise is on, and the two ways out of it. */
    static String exercise(Lab lab) {
        var n = lab.shortNumber();
        return "the exercise of lab " + n + " is on: ./lab check " + n + " or ./lab reset " + n;
    }

    private static boolean isOfExercise(Kit kit, Lab lab, TcpSocket socket) {
        try {
            for (RunRecord run : kit.runs().running()) {
                if (Exercise.isOf(lab, run)
                        && Runs.processes(run).stream().anyMatch(p -> socket.isOpenIn(p.pid()))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
