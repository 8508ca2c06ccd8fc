package org.syscalllabs.cli.repair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/**
 * Sets up an exercise: starts every service of the plan, all at once, and waits until the kernel
 * shows that each does what it should. When that fails, or when the program is ended before,
 * nothing stays.
 */
public final class Setup {
    private static final Duration BOUND = Duration.ofSeconds(15);

    /** SIGTERM, in a process's masks of signals. */
    static final int SIGTERM = 15;

    private final Lab lab;
    private final Plan plan;
    private final Runs runs;
    private final Path folder;
    private final List<ServiceProcess> processes = new ArrayList<>();
    private boolean over;

    public Setup(Kit kit, Lab lab, Plan plan) {
        this.lab = lab;
        this.plan = plan;
        this.runs = kit.runs();
        this.folder = kit.work(lab);
    }

    /** Whether this machine has ::1. */
    public static boolean hasIpv6() {
        try (var _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Returns when all is in place.
     *
     * @throws Problem when something did not come about in time, or a signal came between
     */
    public void run() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::clear, "clear the exercise"));
        try {
            Files.createDirectories(Exercise.log(folder, "").getParent());
            for (var service : plan.services()) {
                start(service);
            }
            processes.forEach(this::awaitListening);
            if (plan.scenario() == Scenario.TIME_WAIT) {
                leaveOldConnections();
            } else {
                processes.forEach(Setup::awaitConnected);
            }
            for (var process : processes) {
                putInTheWay(process);
            }
            note();
        } catch (IOException | RuntimeException e) {
            if (clear()) {
                throw e;
            }
            throw stopped(); // and e is only what came of that
        }
    }

    /** Nothing may interrupt this between the start of a process and its record. */
    private synchronized void start(PlannedService service) throws IOException {
        if (over) {
            throw stopped();
        }
        var purpose = Exercise.purpose(lab, service.name());
        var run = runs.begin(purpose, ServiceProcess.command(plan, service), service.port(), true);
        processes.add(new ServiceProcess(plan, service, run));
        var setsid = ServiceProcess.start(plan, service, run, Exercise.log(folder, service.name()));
        await(service.name() + " starts", () -> !setsid.isAlive());
        var first = ServiceProcess.eldest(run).orElseThrow(() -> ended(service));
        var started = runs.started(run, first.pid());
        processes.set(processes.size() - 1, new ServiceProcess(plan, service, started));
    }

    private void awaitListening(ServiceProcess process) {
        await(
                process + " listens",
                () -> process.listener().isPresent() || !process.identity().isAlive());
        if (!process.identity().isAlive()) {
            throw ended(process.service());
        }
    }

    private static void awaitConnected(ServiceProcess process) {
        if (process.service().kind() == ServiceKind.CLIENT) {
            await(process + " is connected", process::isConnected);
        }
    }

    /** What is left to do when all listen, and the proof that it is done. */
    private static void putInTheWay(ServiceProcess process) throws IOException {
        var pid = process.identity().pid();
        if (process.is(Scenario.STOPPED)) {
            new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start();
            await(process + " is stopped", () -> ProcFile.state(pid).equals("T"));
        }
        if (process.is(Scenario.IGNORES_SIGTERM)) {
            await(process + " ignores SIGTERM", () -> ProcFile.ignores(pid, SIGTERM));
        }
    }

    /** The side that closes first keeps its end of the connection for a minute: TIME_WAIT. */
    private void leaveOldConnections() throws IOException {
        var clients =
                processes.stream()
                        .filter(process -> process.service().kind() == ServiceKind.CLIENT)
                        .count();
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), plan.port());
        // With SO_REUSEADDR, as Java sets it: only then may another with it have the port at once.
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.INET).bind(address)) {
            listener.socket().setSoTimeout((int) BOUND.toMillis());
            for (var i = 0; i < clients; i++) {
                listener.socket().accept().close();
            }
        }
        await("the old connections are in TIME_WAIT", this::allAreOld);
    }

    /**
     * Two clients may leave one old connection only: when the second gets the port that the first
     * had, the kernel takes the first one's connection for over.
     */
    private boolean allAreOld() {
        var sockets =
                TcpSocket.all().stream()
                        .filter(socket -> socket.localPort() == plan.port())
                        .toList();
        return !sockets.isEmpty()
                && sockets.stream().allMatch(socket -> socket.state() == State.TIME_WAIT);
    }

    private synchronized void note() throws IOException {
        if (over) {
            throw stopped();
        }
        var noted = processes.stream().map(ServiceProcess::noted).toList();
        new Exercise(plan.seed(), plan.scenario(), plan.port(), noted).write(folder);
        over = true;
    }

    /**
     * Ends what has been started, unless all is set up: then it is meant to stay.
     *
     * @return false when there was nothing to do any more
     */
    private synchronized boolean clear() {
        if (over) {
            return false;
        }
        over = true;
        try {
            for (var process : processes) {
                runs.stop(process.run(), Duration.ZERO);
            }
            Exercise.forget(folder);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it said is in the message, for its log does not stay. */
    private Problem ended(PlannedService service) {
        return Problem.environment(
                "%s ended before it listened on port %d".formatted(service.name(), service.port()),
                "it said: " + Service.cause(Exercise.log(folder, service.name())));
    }

    private static Problem stopped() {
        return Problem.environment(
                "stopped before the exercise was set up", "nothing is left of it");
    }

    private static void await(String fact, BooleanSupplier holds) {
        if (!Deadline.in(BOUND).waitFor(holds)) {
            throw Problem.environment(
                    "the exercise could not be set up within %d s: %s"
                            .formatted(BOUND.toSeconds(), fact),
                    "is the machine busy? try again");
        }
    }
}
