package org.syscalllabs.cli.exercise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.syscalllabs.cli.Kit;
import org.syscalllabs.cli.Lab;
import org.syscalllabs.cli.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;
import org.syscalllabs.testkit.Deadline;
import org.syscalllabs.testkit.RunRecord;
import org.syscalllabs.testkit.Runs;

/**
 * Sets the scene of an exercise: starts everybody in the plan, all at once, and waits until the
 * kernel shows that each does what it should. When that fails, or when the program is ended in the
 * middle, nothing stays.
 */
public final class Scene {
    private static final Duration BOUND = Duration.ofSeconds(15);

    /** SIGTERM, in a process's masks of signals. */
    static final int SIGTERM = 15;

    private final Lab lab;
    private final Plan plan;
    private final Runs runs;
    private final Path folder;
    private final Map<Part, RunRecord> playing = new LinkedHashMap<>();
    private boolean over;

    public Scene(Kit kit, Lab lab, Plan plan) {
        this.lab = lab;
        this.plan = plan;
        this.runs = kit.runs();
        this.folder = kit.work(lab);
    }

    /** Whether this machine has ::1. */
    public static boolean hasIpv6() {
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            listener.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return true;
        } catch (IOException | UnsupportedOperationException none) {
            return false;
        }
    }

    /**
     * Returns when all is in place.
     *
     * @throws Problem when something did not come about in time
     */
    public Exercise set() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::clear, "clear the scene"));
        try {
            Files.createDirectories(Exercise.log(folder, "").getParent());
            for (var part : plan.parts()) {
                start(part);
            }
            for (var part : plan.parts()) {
                awaitListening(part);
            }
            putInTheWay();
            return note();
        } catch (IOException | RuntimeException e) {
            clear();
            throw e;
        }
    }

    /** From the start of a process to its record nobody interrupts: it could be lost. */
    private synchronized void start(Part part) throws IOException {
        if (over) {
            throw new IllegalStateException("the scene is being cleared");
        }
        var command = command(part);
        var run = runs.begin(Exercise.purpose(lab, part.name()), command, part.port(), true);
        playing.put(part, run);
        var builder = new ProcessBuilder(command);
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
        builder.redirectOutput(Exercise.log(folder, part.name()).toFile());
        builder.environment().put(RunRecord.TOKEN, run.id());
        builder.environment().put(Service.LISTEN, part.host() + ":" + part.port());
        if (isInTheWay(part, Scenario.RESTARTED)) {
            builder.environment().put(Service.KEEPS_A_CHILD, "yes");
        }
        // setsid ends as soon as it has forked: its child has no parent but init, as services have.
        var setsid = builder.start();
        await(part.name() + " starts", () -> !setsid.isAlive() && !Runs.processes(run).isEmpty());
        playing.put(part, runs.started(run, first(run).pid()));
    }

    private List<String> command(Part part) {
        var command = new ArrayList<>(List.of("setsid", "--fork"));
        if (isInTheWay(part, Scenario.IGNORES_SIGTERM)) {
            // A program inherits which signals are ignored, and Java leaves it at that.
            command.addAll(List.of("sh", "-c", "trap '' TERM; exec \"$@\"", "sh"));
        }
        command.add(Kit.java().toString());
        command.addAll(List.of("-Xmx16m", "-Xshare:auto", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", Kit.classPath()));
        command.addAll(List.of(Service.class.getName(), part.name()));
        switch (part.role()) {
            case LOOK_ALIKE -> command.addAll(List.of("--listen", part.host() + ":" + part.port()));
            case CLIENT -> command.addAll(List.of("--upstream", "127.0.0.1:" + plan.port()));
            case IN_THE_WAY, NEIGHBOUR -> {}
        }
        return command;
    }

    private boolean isInTheWay(Part part, Scenario scenario) {
        return part.role() == Role.IN_THE_WAY && plan.scenario() == scenario;
    }

    /** The process that the others of the run come from. */
    private static ProcessIdentity first(RunRecord run) {
        return Runs.processes(run).stream()
                .min(Comparator.comparingLong(ProcessIdentity::startTicks))
                .orElseThrow(() -> new IllegalStateException(run.command() + " has ended"));
    }

    private void awaitListening(Part part) {
        await(
                part.name() + " listens",
                () -> listener(part).isPresent() || !process(part).isAlive());
        if (!process(part).isAlive()) {
            throw new Problem(
                    Problem.ENVIRONMENT,
                    part.name() + " ended before it listened on port " + part.port(),
                    "its output: " + Exercise.log(folder, part.name()));
        }
    }

    /** What is left to do when all listen, and the proof that it is done. */
    private void putInTheWay() throws IOException {
        if (plan.scenario() == Scenario.TIME_WAIT) {
            leaveOldConnections();
            return;
        }
        for (var part : playing.keySet()) {
            if (part.role() == Role.CLIENT) {
                await(part.name() + " is connected", () -> isConnected(process(part)));
            }
        }
        for (var part : playing.keySet()) {
            var pid = process(part).pid();
            if (isInTheWay(part, Scenario.STOPPED)) {
                new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start();
                await(part.name() + " is stopped", () -> ProcFile.state(pid).equals("T"));
            }
            if (isInTheWay(part, Scenario.IGNORES_SIGTERM)) {
                await(part.name() + " ignores SIGTERM", () -> ProcFile.ignores(pid, SIGTERM));
            }
        }
    }

    /** The side that closes first keeps its end of the connection for a minute: TIME_WAIT. */
    private void leaveOldConnections() throws IOException {
        var clients = plan.parts().stream().filter(part -> part.role() == Role.CLIENT).count();
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), plan.port());
        // With SO_REUSEADDR, as Java sets it: only then may another with it have the port at once.
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.INET).bind(address)) {
            listener.socket().setSoTimeout((int) BOUND.toMillis());
            for (int i = 0; i < clients; i++) {
                listener.socket().accept().close();
            }
        }
        await(
                "the old connections are in TIME_WAIT",
                () ->
                        TcpSocket.all().stream()
                                        .filter(socket -> socket.localPort() == plan.port())
                                        .filter(socket -> socket.state() == State.TIME_WAIT)
                                        .count()
                                == clients);
    }

    private synchronized Exercise note() throws IOException {
        if (over) {
            throw new IllegalStateException("the scene is being cleared");
        }
        var cast = playing.keySet().stream().map(this::member).toList();
        var exercise = new Exercise(plan.seed(), plan.scenario(), plan.port(), cast);
        exercise.write(folder);
        over = true;
        return exercise;
    }

    private Member member(Part part) {
        var run = run(part);
        var port = listener(part).orElseThrow().localPort();
        return new Member(part.name(), part.role(), port, run.id(), run.process());
    }

    /** Ends whoever has been started, unless all have: then they are meant to stay. */
    private synchronized void clear() {
        if (over) {
            return;
        }
        over = true;
        try {
            for (var run : playing.values()) {
                runs.stop(run, Duration.ZERO);
            }
            Exercise.forget(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessIdentity process(Part part) {
        return run(part).process();
    }

    private RunRecord run(Part part) {
        return Objects.requireNonNull(playing.get(part));
    }

    /** Where it listens, or a child of its own does. */
    private Optional<TcpSocket> listener(Part part) {
        return TcpSocket.listeners().stream()
                .filter(socket -> part.port() == 0 || part.port() == socket.localPort())
                .filter(socket ->
                        isInTheWay(part, Scenario.RESTARTED)
                                ? Runs.processes(run(part)).stream()
                                        .anyMatch(process -> socket.isOpenIn(process.pid()))
                                : socket.isOpenIn(process(part).pid()))
                .findFirst();
    }

    private boolean isConnected(ProcessIdentity process) {
        return TcpSocket.all().stream()
                .filter(socket -> socket.peerPort() == plan.port())
                .filter(socket -> socket.state() == State.ESTABLISHED)
                .anyMatch(socket -> socket.isOpenIn(process.pid()));
    }

    private static void await(String fact, BooleanSupplier holds) {
        if (!Deadline.in(BOUND).waitFor(holds)) {
            throw new Problem(
                    Problem.ENVIRONMENT,
                    "the scene could not be set within " + BOUND.toSeconds() + " s: " + fact,
                    "is the machine busy? try again");
        }
    }
}
