package org.syscalllabs.cli.kit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;

/**
 * Starts a lab's server in the background, where it outlives this program.
 *
 * @param arguments for the server itself
 * @param host the address that it is told to listen on
 * @param port the port that it is told; 0 for any free one
 */
public record ServerStart(Kit kit, Lab lab, List<String> arguments, String host, int port) {
    /** EADDRINUSE, the exit code of a server that can't have its port and says why. */
    private static final int ADDRESS_IN_USE = 98;

    private static final Duration TIME_TO_LISTEN = Duration.ofSeconds(15);

    /**
     * A server that listens.
     *
     * @param socket where
     * @param log the file that it prints to
     */
    public record Started(long pid, TcpSocket socket, Path log) {}

    /**
     * Compiles the server when it has changed, starts it, and returns when it listens.
     *
     * @throws Problem when it does not compile, ends, or does not listen in time
     */
    public Started run() throws IOException, InterruptedException {
        var command = new ArrayList<>(new LabClasses(kit).command(lab));
        command.addAll(arguments);
        var log = kit.work(lab).resolve(logName());
        OwnFile.folder(kit.work(lab));

        var runs = kit.runs();
        var launched = Launch.inSession(command);
        var run = runs.begin(RunningServer.purpose(lab), launched, port, true);
        var process = start(launched, log, run);
        run = runs.started(run, process.pid());
        var socket = listening(process);
        if (socket.isEmpty()) {
            var ended = !process.isAlive();
            runs.stop(run, Duration.ofSeconds(2));
            throw ended ? died(process.exitValue(), log) : neverListened(log);
        }
        // With port 0 only now is the port known.
        runs.listens(run, socket.get().localPort());
        return new Started(process.pid(), socket.get(), log);
    }

    /** A second server of a lab, on a shared or on another port, has a log of its own. */
    private String logName() {
        var running = RunningServer.all(kit).stream().filter(s -> s.serves(lab)).count();
        return running == 0 ? "server.log" : "server-" + (running + 1) + ".log";
    }

    private Process start(List<String> command, Path log, RunRecord run) throws IOException {
        try {
            return Launch.of(run, command)
                    .with("HOST", host)
                    .with("PORT", Integer.toString(port))
                    .toFile(log);
        } catch (IOException e) {
            kit.runs().end(run);
            throw Problem.environment("setsid is not installed", "sudo apt-get install util-linux");
        }
    }

    /** The socket that the server listens on; empty when it ended, or when the time is over. */
    private Optional<TcpSocket> listening(Process process) throws InterruptedException {
        var end = System.nanoTime() + TIME_TO_LISTEN.toNanos();
        while (System.nanoTime() < end) {
            var socket =
                    TcpSocket.listeners(process.pid()).stream()
                            .filter(open -> port == 0 || open.localPort() == port)
                            .findFirst();
            if (socket.isPresent() || process.waitFor(10, TimeUnit.MILLISECONDS)) {
                return socket;
            }
        }
        return Optional.empty();
    }

    private Problem died(int exit, Path log) throws IOException {
        var said = said(log);
        return Problem.refuted(
                "the server of lab %s ended before it listened (exit code %d)%s"
                        .formatted(lab.shortNumber(), exit, said),
                remedy(exit, said));
    }

    private String remedy(int exit, String said) {
        if (port < 1024 && said.contains("Permission denied")) {
            return "ports below 1024 are for root alone: take another one with --port";
        }
        if (exit == ADDRESS_IN_USE) {
            return "see who has the port: scripts/port %d, then ./lab start %s"
                    .formatted(port, lab.shortNumber());
        }
        return arguments.isEmpty()
                ? "mend %s, then ./lab start %s"
                        .formatted(kit.show(lab.server()), lab.shortNumber())
                : "its options: ./lab start " + lab.shortNumber() + " -- --help";
    }

    private Problem neverListened(Path log) throws IOException {
        return Problem.refuted(
                "the server of lab %s did not listen on port %d within %d s%s"
                        .formatted(lab.shortNumber(), port, TIME_TO_LISTEN.toSeconds(), said(log)),
                "does it listen on $PORT? mend %s, then ./lab start %s"
                        .formatted(kit.show(lab.server()), lab.shortNumber()));
    }

    /** The last lines of what the server printed. */
    private String said(Path log) throws IOException {
        if (!Files.isRegularFile(log, NOFOLLOW_LINKS)) {
            return "; what it printed is not left";
        }
        try (var file = Files.newByteChannel(log)) {
            // It may have printed for 15 seconds.
            var last = 4096;
            file.position(Math.max(0, file.size() - last));
            var tail = ByteBuffer.allocate(last);
            while (file.read(tail) > 0) {}
            var text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
            var lines = text.strip().lines().toList();
            return lines.isEmpty() || text.isBlank()
                    ? "; it printed nothing"
                    : "; it printed ("
                            + kit.show(log)
                            + "):\n  "
                            + String.join(
                                    "\n  ",
                                    lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        }
    }
}
