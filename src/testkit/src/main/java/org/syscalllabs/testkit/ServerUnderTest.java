package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.testkit.failure.ServerFacts;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Machine;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Exit;

/**
 * A server that runs under strace, here or in a container, and whose clients follow a script.
 *
 * <p>It listens at {@link #port()}. Nothing of it outlives {@link #close()}.
 */
public final class ServerUnderTest implements AutoCloseable {

    private final StartPlan plan;
    private final ServerClients clients = new ServerClients();
    private final List<ServerUnderTest> others = new ArrayList<>();

    /** What runs now: another start, once the clients have changed their language. */
    private TracedRun run;

    private boolean failed;
    private boolean toldToEnd;
    private boolean ended;

    /** Starts it: it is there, and may not listen yet. */
    ServerUnderTest(StartPlan plan, Machine machine) throws IOException {
        this.plan = plan;
        Files.createDirectories(plan.settings().work());
        run = new TracedRun(plan, machine);
    }

    /**
     * Starts the server anew, and lets its clients say once more what they have said, in another
     * language. The logs of the first start are kept, with the language that it was tried in.
     *
     * @return false when that can't be done: a test has begun to end servers, or to start others
     */
    boolean beginsAnew(Dialect dialect) {
        if (!others.isEmpty() || toldToEnd) {
            return false;
        }
        var open = clients.current().stream().filter(Client::isOpen).toList();
        // A connection that the client resets leaves nothing behind that would keep the port.
        open.forEach(Client::hangUp);
        try {
            run.end();
            run.keepLogs(spoken().dialect());
            spoken().tries(dialect);
            run = new TracedRun(plan, plan.machine());
        } catch (IOException e) {
            throw Obstacles.cannotWrite(plan.settings().work(), e);
        }
        listens();
        failed = false;
        open.forEach(Client::beginsAnew);
        return true;
    }

    /** The language that its clients speak. */
    Spoken spoken() {
        return plan.shared().spoken();
    }

    /**
     * Starts a server outside any test, and returns when it listens.
     *
     * @param port the port that it is told; 0 for any free one
     * @param timeout the bound of every wait
     * @param work the folder for its trace and its output
     * @param purpose what it is for; it is shown when the server is found left behind
     * @param watchers see its steps, from the first one on
     * @throws Problem when this machine can't run it
     * @throws ServerFailed when it does not listen
     */
    public static ServerUnderTest start(
            List<String> command,
            int port,
            Duration timeout,
            Path work,
            String purpose,
            Watcher... watchers) {
        var settings = new Settings(command, port, timeout, work, Optional.empty());
        return new StartPlan(settings, command, purpose, "", new Shared(), List.of(watchers))
                .start();
    }

    /** A client of this name, connected to the server. */
    public Client client(String name) {
        var client = new Client(this, name);
        clients.add(client);
        client.connect();
        return client;
    }

    /**
     * Starts a further server: the same command with more arguments, told the same port on the same
     * machine, under a strace of its own. Whether it may listen there is the kernel's to say: see
     * {@link #listens()} and {@link #cannotListen()}. It ends with this one, or when it is closed.
     *
     * <pre>{@code
     * try (var second = server.another()) {
     *     second.cannotListen();
     *     assertThat(second.trace()).failsToBind();
     * }
     * }</pre>
     */
    public ServerUnderTest another(String... arguments) {
        var letter = (char) ('b' + others.size());
        try {
            var its = plan.beside(List.of(arguments), letter);
            var other = new ServerUnderTest(its, run.machine().beside());
            others.add(other);
            return other;
        } catch (IOException e) {
            throw Obstacles.cannotWrite(plan.settings().work(), e);
        }
    }

    /**
     * Waits until the server listens.
     *
     * @throws ServerFailed when it does not
     */
    public ServerUnderTest listens() {
        listening().await();
        return this;
    }

    /**
     * Waits until the server listens. It is started anew where it has set a filter of its own
     * (seccomp(2)), which the kernel asks about a call before it stops the server for strace: now
     * it is stopped first.
     */
    ServerUnderTest listensInSight() {
        try {
            listens();
        } catch (ServerFailed failure) {
            if (!run.mayHideCalls()) {
                throw failure;
            }
        }
        if (run.mayHideCalls()) {
            plan.shared().filters().set(true);
            try {
                run.end();
                run = new TracedRun(plan, plan.machine());
            } catch (IOException e) {
                throw Obstacles.cannotWrite(plan.settings().work(), e);
            }
            listens();
        }
        return this;
    }

    /**
     * Waits until the server has ended without having listened anywhere, for its port was taken.
     *
     * @throws ServerFailed when it listens after all, or is still there when the time is over
     */
    public ServerUnderTest cannotListen() {
        listening().awaitNone();
        return this;
    }

    private Listening listening() {
        return new Listening(run, timeout(), known());
    }

    /**
     * Asks the process that listens to end, by SIGTERM: it may do something first, or refuse.
     *
     * <p>That is the one that called listen(). If it has ended, it is each process that has
     * inherited the listener from it: a daemon, or all workers whose parent has gone.
     *
     * @throws ServerFailed when there is no such process: then none has been asked
     */
    public ServerUnderTest terminate() {
        return signal(Machine.EndSignal.TERM);
    }

    /**
     * Ends the process that listens by SIGKILL, which it can neither handle nor refuse. Which that
     * is, {@link #terminate()} says.
     *
     * @throws ServerFailed when there is no such process
     */
    public ServerUnderTest kill() {
        return signal(Machine.EndSignal.KILL);
    }

    /**
     * Waits until all processes of the server have ended.
     *
     * @throws ServerFailed when one is still there
     */
    public ServerUnderTest ends() {
        if (!Deadline.in(timeout()).waitFor(this::isOver)) {
            throw ServerFailed.doesNotEnd(known());
        }
        run.output().finish(TracedRun.KILLED);
        run.live().look();
        return this;
    }

    /**
     * Shows that a client is refused: nobody listens on the port, and connect() says so at once.
     *
     * @throws ServerFailed when somebody does, or when connect() is not answered
     */
    public void refuses(String client) {
        listening().refuses(client);
    }

    /**
     * Shows with which status the server's first process has ended.
     *
     * @param status 0 to 255
     * @throws ServerFailed when it was another one, or a signal
     */
    public ServerUnderTest exitedWith(int status) {
        if (run.live().end().map(Exit::status).orElse(-1) != status) {
            throw ServerFailed.exitedOtherwise(known(), status);
        }
        return this;
    }

    /**
     * Shows that the server has printed a line with all of these words, among its last hundred.
     *
     * @throws ServerFailed when it has not; it tells the line that has the first of them, if any
     */
    public ServerUnderTest saysThat(String... words) {
        if (printed().stream().noneMatch(line -> Stream.of(words).allMatch(line::contains))) {
            throw ServerFailed.saysNothingOf(known(), List.of(words));
        }
        return this;
    }

    /** The last lines that the server has printed, a hundred at most. */
    public List<String> printed() {
        return run.output().lastLines(100);
    }

    /** The port that the server listens on. */
    public int port() {
        return run.machine().port();
    }

    /** Where its strace log is. */
    public Path traceFile() {
        return plan.traceFile();
    }

    /** Where the beginning and the end of what it printed are. */
    public Path outputFile() {
        return plan.outputFile();
    }

    /**
     * What the kernel has seen of the server up to now. The clients of the running test have their
     * own names in it; those of earlier tests have the test's number behind theirs: alice-1.
     */
    public TraceLog trace() {
        return new TraceOfServer(this).now();
    }

    /**
     * What the kernel has seen of this server and of another one on the same machine, as one trace:
     * the lines of both logs in the order of their times. It is left beside them.
     */
    public TraceLog traceWith(ServerUnderTest other) {
        return new TraceOfServer(this).with(other);
    }

    /** Follows what the server has done since the last look: watchers see its steps meanwhile. */
    public void look() {
        run.live().look();
    }

    /** The name of the client with this port; a description where there is none. */
    public String clientName(int port) {
        return clients.name(port);
    }

    /**
     * Ends the server and everything that it started. After a failure it first does what it still
     * does for clients who have gone: what its trace shows is not to depend on when it is killed.
     */
    @Override
    public void close() {
        if (failed && !ended) {
            rests();
        }
        end();
    }

    private ServerUnderTest signal(Machine.EndSignal signal) {
        rests(); // a server that is about to become a daemon has become one then
        var again = toldToEnd;
        toldToEnd = true;
        var reached = run.signal(signal);
        // A process that is told a second time may have ended by now.
        if (!reached && !(again && Deadline.in(TracedRun.KILLED).waitFor(this::isOver))) {
            throw ServerFailed.nobodyToTell(known());
        }
        return this;
    }

    /** A test has failed: no client waits for this server any more. */
    void failed() {
        failed = true;
    }

    /** How it was started. */
    StartPlan plan() {
        return plan;
    }

    /** What runs now. */
    TracedRun run() {
        return run;
    }

    /** The test itself has ended it, or is about to: that is no failure of its clients. */
    boolean wasToldToEnd() {
        return toldToEnd;
    }

    boolean hasFailed() {
        return failed;
    }

    Duration timeout() {
        return plan.settings().timeout();
    }

    /** Those of the running test, and of earlier ones. */
    ServerClients clients() {
        return clients;
    }

    /** What is known of it now, for the words of a failure. */
    ServerFacts known() {
        return new FactsOfServer(this);
    }

    /** All processes of the server have ended. */
    boolean isOver() {
        return run.isOver();
    }

    /** Waits until the server rests, or polls on and on. */
    boolean rests() {
        return run.rests();
    }

    /** Hears what is judged of its traces. */
    Judgements judgements() {
        return plan.shared().judgements();
    }

    /** It has been ended, and its trace grows no more. */
    boolean hasEnded() {
        return ended;
    }

    /** Ends everything, as often as it is called. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        others.forEach(ServerUnderTest::end);
        clients.hangUp();
        try {
            run.end();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
