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
import java.util.List;
import java.util.function.BooleanSupplier;
import org.syscalllabs.cli.Kit;
import org.syscalllabs.cli.Lab;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

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
    private final List<Actor> actors = new ArrayList<>();
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
     * @throws Problem when something did not come about in time, or a signal came between
     */
    public void set() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::clear, "clear the scene"));
        try {
            Files.createDirectories(Exercise.log(folder, "").getParent());
            for (var part : plan.parts()) {
                start(part);
            }
            actors.forEach(this::awaitListening);
            if (plan.scenario() == Scenario.TIME_WAIT) {
                leaveOldConnections();
            } else {
                actors.forEach(Scene::awaitConnected);
            }
            for (var actor : actors) {
                putInTheWay(actor);
            }
            note();
        } catch (IOException | RuntimeException e) {
            if (clear()) {
                throw e;
            }
            throw stopped(); // and e is only what came of that
        }
    }

    /** From the start of a process to its record nobody interrupts: it could be lost. */
    private synchronized void start(Part part) throws IOException {
        if (over) {
            throw stopped();
        }
        var purpose = Exercise.purpose(lab, part.name());
        var run = runs.begin(purpose, Actor.command(plan, part), part.port(), true);
        actors.add(new Actor(plan, part, run));
        var setsid = Actor.setsid(plan, part, run, Exercise.log(folder, part.name()));
        await(part.name() + " starts", () -> !setsid.isAlive());
        var first = Actor.first(run).orElseThrow(() -> ended(part));
        var started = runs.started(run, first.pid());
        actors.set(actors.size() - 1, new Actor(plan, part, started));
    }

    private void awaitListening(Actor actor) {
        await(actor + " listens", () -> actor.listener().isPresent() || !actor.process().isAlive());
        if (!actor.process().isAlive()) {
            throw ended(actor.part());
        }
    }

    private static void awaitConnected(Actor actor) {
        if (actor.part().role() == Role.CLIENT) {
            await(actor + " is connected", actor::isConnected);
        }
    }

    /** What is left to do when all listen, and the proof that it is done. */
    private static void putInTheWay(Actor actor) throws IOException {
        var pid = actor.process().pid();
        if (actor.is(Scenario.STOPPED)) {
            new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start();
            await(actor + " is stopped", () -> ProcFile.state(pid).equals("T"));
        }
        if (actor.is(Scenario.IGNORES_SIGTERM)) {
            await(actor + " ignores SIGTERM", () -> ProcFile.ignores(pid, SIGTERM));
        }
    }

    /** The side that closes first keeps its end of the connection for a minute: TIME_WAIT. */
    private void leaveOldConnections() throws IOException {
        var clients = actors.stream().filter(actor -> actor.part().role() == Role.CLIENT).count();
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), plan.port());
        // With SO_REUSEADDR, as Java sets it: only then may another with it have the port at once.
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.INET).bind(address)) {
            listener.socket().setSoTimeout((int) BOUND.toMillis());
            for (int i = 0; i < clients; i++) {
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
        var cast = actors.stream().map(Actor::member).toList();
        new Exercise(plan.seed(), plan.scenario(), plan.port(), cast).write(folder);
        over = true;
    }

    /**
     * Ends whoever has been started, unless the scene is set: then they are meant to stay.
     *
     * @return false when there was nothing to do any more
     */
    private synchronized boolean clear() {
        if (over) {
            return false;
        }
        over = true;
        try {
            for (var actor : actors) {
                runs.stop(actor.run(), Duration.ZERO);
            }
            Exercise.forget(folder);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its last words are in the message: the log goes with the scene. */
    private Problem ended(Part part) {
        return Problem.environment(
                part.name() + " ended before it listened on port " + part.port(),
                "it said: " + Service.cause(Exercise.log(folder, part.name())));
    }

    private static Problem stopped() {
        return Problem.environment("stopped before the scene was set", "nothing is left of it");
    }

    private static void await(String fact, BooleanSupplier holds) {
        if (!Deadline.in(BOUND).waitFor(holds)) {
            throw Problem.environment(
                    "the scene could not be set within " + BOUND.toSeconds() + " s: " + fact,
                    "is the machine busy? try again");
        }
    }
}
