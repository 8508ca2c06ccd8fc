package org.syscalllabs.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.LabClasses;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.BusyPort;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab start}: a lab's server in the background; returns when it listens. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        header = "Start a lab's server in the background.",
        description = {
            "Compiles the lab's server when it has changed, starts it, and returns when it"
                    + " listens. Its output goes to work/NN/server.log."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab start 1                the server of lab 1 on 127.0.0.1:6379",
            "  ./lab start 3 --port 7000    the server of lab 3 on another port",
            "  ./lab start 4 -- --reuse-port    with an option of the server's own",
        })
final class StartCommand implements Callable<Integer> {
    /** EADDRINUSE, with which lab 04's server ends when it can't have its port. */
    private static final int ADDRESS_IN_USE = 98;

    private static final Duration TIME_TO_LISTEN = Duration.ofSeconds(15);

    private final Kit kit;

    @Parameters(
            index = "0",
            paramLabel = "LAB",
            description = "its number: 1, 01 or 01-start-server")
    private String wanted = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "after --: for the server itself; -- --help shows which it knows")
    private List<String> arguments = List.of();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "the address to listen on; $HOST, or ${DEFAULT-VALUE}",
            defaultValue = "${env:HOST:-127.0.0.1}")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "the port to listen on; 0 takes a free one; $PORT, or ${DEFAULT-VALUE}",
            defaultValue = "${env:PORT:-6379}")
    private int port;

    StartCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var lab = kit.labs().find(wanted);
        if (port < 0 || port > 65_535) {
            throw Problem.usage("there is no port " + port, "ports go from 1 to 65535");
        }
        // Who gives the server options wants to see what bind(2) makes of them.
        if (arguments.isEmpty()) {
            requireFree();
        }
        var command = new ArrayList<>(new LabClasses(kit).command(lab));
        command.addAll(arguments);
        var log = kit.work(lab).resolve(logName(lab));
        Files.createDirectories(log.getParent());

        var runs = kit.runs();
        var launched = Launch.inSession(command);
        var run = runs.begin(RunningServer.purpose(lab), launched, port, true);
        var process = start(launched, log, run);
        run = runs.started(run, process.pid());
        var socket = listening(process);
        if (socket.isEmpty()) {
            var ended = !process.isAlive();
            runs.stop(run, Duration.ofSeconds(2));
            throw ended ? died(lab, process.exitValue(), log) : neverListened(lab, log);
        }
        // With --port 0 only now is the port known.
        runs.listens(run, socket.get().localPort());
        report(lab, process.pid(), socket.get(), log);
        return 0;
    }

    /** A second server of a lab, on a shared or on another port, has a log of its own. */
    private String logName(Lab lab) {
        var running = RunningServer.all(kit).stream().filter(s -> s.serves(lab)).count();
        return running == 0 ? "server.log" : "server-" + (running + 1) + ".log";
    }

    private void requireFree() {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw Problem.usage("there is no host " + host, "--host 127.0.0.1");
        }
        for (var socket : TcpSocket.listeners()) {
            if (port != 0 && socket.isInTheWayOf(address, port)) {
                throw BusyPort.problem(kit, socket, "--port 0 takes a free one");
            }
        }
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

    private Problem died(Lab lab, int exit, Path log) throws IOException {
        var said = said(log);
        return Problem.refuted(
                "the server of lab %s ended before it listened (exit code %d)"
                                .formatted(lab.shortNumber(), exit)
                        + said,
                remedy(lab, exit, said));
    }

    private String remedy(Lab lab, int exit, String said) {
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
                : "its options: ./lab start %s -- --help".formatted(lab.shortNumber());
    }

    private Problem neverListened(Lab lab, Path log) throws IOException {
        return Problem.refuted(
                "the server of lab %s did not listen on port %d within %d s"
                                .formatted(lab.shortNumber(), port, TIME_TO_LISTEN.toSeconds())
                        + said(log),
                "does it listen on $PORT? mend %s, then ./lab start %s"
                        .formatted(kit.show(lab.server()), lab.shortNumber()));
    }

    /** The last lines of what the server printed. */
    private String said(Path log) throws IOException {
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

    private void report(Lab lab, long pid, TcpSocket socket, Path log) {
        var n = lab.shortNumber();
        kit.out().printf("lab %s runs: PID %d, on %s%n", n, pid, socket.shown());
        kit.out().printf("its output: %s%n%n", kit.show(log));
        kit.out().printf("next: ./lab trace %s     watch its system calls%n", n);
        kit.out().printf("      ./lab client %s    talk to it, in another terminal%n", n);
        kit.out().printf("      ./lab stop %s      end it%n", n);
        kit.out().flush();
    }
}
