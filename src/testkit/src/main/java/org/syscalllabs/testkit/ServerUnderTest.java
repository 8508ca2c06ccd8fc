package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.trace.ClientFacts;
import org.syscalllabs.trace.Trace;

/**
 * A server that runs under strace, here or in a container, and whose clients follow a script.
 *
 * <p>It listens at {@link #port()}. Nothing of it outlives {@link #close()}.
 */
public final class ServerUnderTest implements AutoCloseable {

    /** A server that listens elsewhere may still listen where it should, a moment later. */
    private static final Duration SECOND_LISTENER = Duration.ofSeconds(1);

    private static final Duration KILLED = Duration.ofSeconds(5);

    private final Settings settings;
    private final Machine machine;
    private final Path traceFile;
    private final Path outputFile;
    private final Runs runs;
    private final LiveTrace live;
    private RunRecord run;
    private @Nullable ServerOutput output;
    private @Nullable Rest rest;
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> earlierClients = new ArrayList<>();
    private int tests;
    private boolean failed;
    private boolean ended;

    private ServerUnderTest(Settings settings, List<String> command, String purpose, int start)
            throws IOException {
        this.settings = settings;
        var number = start == 1 ? "" : "-" + start;
        Files.createDirectories(settings.work());
        traceFile = settings.work().resolve("trace" + number + ".log");
        outputFile = settings.work().resolve("server" + number + ".log");
        machine = Machine.of(settings);
        live = new LiveTrace(traceFile);
        runs = new Runs(settings.runs());
        run = runs.begin(purpose, command, machine.port(), false);
        EndOnExit.start(this, () -> launch(command));
    }

    /**
     * Starts a server and returns when it listens.
     *
     * @param purpose what for, for who finds it left behind
     * @param start counts the starts of one test class, from 1: each has its own files
     * @throws EnvironmentProblem when this machine can't run it
     * @throws ServerFailed when it does not listen
     */
    static ServerUnderTest start(
            Settings settings, List<String> command, String purpose, int start) {
        ServerUnderTest server;
        try {
            server = new ServerUnderTest(settings, command, purpose, start);
        } catch (IOException e) {
            throw EnvironmentProblem.cannotWrite(settings.work(), e);
        }
        try {
            server.awaitListen();
        } catch (Throwable failure) {
            server.end();
            throw failure;
        }
        return server;
    }

    /**
     * Starts a server outside any test, and returns when it listens.
     *
     * @param port the port that it is told; 0 for any free one
     * @param timeout the bound of every wait
     * @param work the folder for its trace and its output
     * @param purpose what for, for who finds it left behind
     * @throws EnvironmentProblem when this machine can't run it
     * @throws ServerFailed when it does not listen
     */
    public static ServerUnderTest start(
            List<String> command, int port, Duration timeout, Path work, String purpose) {
        var settings = new Settings(command, port, timeout, work, Optional.empty());
        return start(settings, command, purpose, 1);
    }

    /** A client of this name, connected to the server. */
    public Client client(String name) {
        var client = new Client(this, name);
        clients.add(client);
        client.connect();
        return client;
    }

    /** The port that the server listens on. */
    public int port() {
        return machine.port();
    }

    /** Where its strace log is. */
    public Path traceFile() {
        return traceFile;
    }

    /** Where the beginning and the end of what it printed are. */
    public Path outputFile() {
        return outputFile;
    }

    /**
     * What the kernel has seen of the server up to now. The clients of the running test have their
     * own names in it; those of earlier tests have the test's number behind theirs: alice-1.
     */
    public Trace trace() {
        if (!ended) {
            rests();
        }
        var facts = new ArrayList<ClientFacts>();
        earlierClients.forEach(client -> facts.add(client.facts()));
        clients.forEach(client -> facts.add(client.facts()));
        try {
            return TraceFiles.read(traceFile, facts);
        } catch (IOException e) {
            throw EnvironmentProblem.cannotRead(traceFile, e);
        }
    }

    /** Ends the server and everything that it started. */
    @Override
    public void close() {
        end();
    }

    /** How many clients it had. */
    int clientCount() {
        return clients.size() + earlierClients.size();
    }

    /** The clients that follow get plain names again. */
    void nextTest() {
        if (!clients.isEmpty()) {
            tests++;
            clients.forEach(client -> client.rename(client.name() + "-" + tests));
            earlierClients.addAll(clients);
            clients.clear();
        }
    }

    /** A test has failed: no client waits for this server any more. */
    void failed() {
        failed = true;
    }

    /** What is written down of it while it runs. */
    RunRecord run() {
        return run;
    }

    /** Where it runs. */
    Machine machine() {
        return machine;
    }

    boolean hasFailed() {
        return failed;
    }

    Duration timeout() {
        return settings.timeout();
    }

    LiveTrace live() {
        return live;
    }

    ServerOutput output() {
        return java.util.Objects.requireNonNull(output);
    }

    Rest rest() {
        return java.util.Objects.requireNonNull(rest);
    }

    List<Client> clients() {
        return clients;
    }

    /** The clients' names by their ports. */
    Map<Integer, String> names() {
        var names = new HashMap<Integer, String>();
        clients.forEach(client -> names.put(client.port(), client.name()));
        return names;
    }

    /** strace, and every process of the server. */
    List<ProcessIdentity> processes() {
        return Runs.processes(run);
    }

    /** All processes of the server have ended. */
    boolean isOver() {
        return machine.isOver();
    }

    /**
     * Waits until the server rests. One that never does, because it polls without end, is given a
     * moment only: what it still does is seen at the next step.
     */
    boolean rests() {
        return Deadline.in(Duration.ofSeconds(1)).waitFor(() -> isOver() || rest().isReached());
    }

    private void launch(List<String> command) throws IOException {
        machine.launch(command, traceFile, run);
        output = new ServerOutput(machine.output(), outputFile);
        rest = new Rest(live, machine);
        run = runs.started(run, machine.pid());
    }

    private void awaitListen() {
        var deadline = Deadline.in(settings.timeout());
        @Nullable Deadline elsewhere = null;
        do {
            boolean over = isOver();
            live.look();
            if (live.listening().contains(port())) {
                return;
            }
            if (over) {
                throw whyItDied();
            }
            if (!live.listening().isEmpty()) {
                elsewhere = elsewhere == null ? Deadline.in(SECOND_LISTENER) : elsewhere;
                if (elsewhere.isOver() && rest().isReached()) {
                    throw ServerFailed.listensElsewhere(this);
                }
            }
        } while (deadline.pause());
        if (live.addressInUse().isPresent()) {
            throw ServerFailed.addressInUse(this, portInUse());
        }
        throw live.listening().isEmpty()
                ? ServerFailed.neverListened(this, settings.timeout())
                : ServerFailed.listensElsewhere(this);
    }

    /** The server ended before it listened: its own doing, or this machine's. */
    private AssertionError whyItDied() {
        output().finish(KILLED);
        var refusal = Strace.refusal(output().lastLines(20));
        if (refusal.isPresent()) {
            throw EnvironmentProblem.ptraceForbidden(refusal.get(), Strace.yama());
        }
        return live.addressInUse().isPresent()
                ? ServerFailed.addressInUse(this, portInUse())
                : ServerFailed.diedAtStart(this);
    }

    private int portInUse() {
        return live.addressInUse()
                .map(call -> Math.max(call.port(), call.socket().localPort()))
                .filter(found -> found > 0)
                .orElse(port());
    }

    /** Ends everything, from any thread, as often as it is called. */
    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        clients.forEach(Client::hangUp);
        earlierClients.forEach(Client::hangUp);
        try {
            machine.kill(run);
            if (output != null) {
                output.finish(KILLED);
            }
            live.look();
            live.close();
            runs.end(run);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            EndOnExit.ended(this);
        }
    }
}
