package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.testkit.failure.ClaimUndecided;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.testkit.failure.ServerFacts;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.AtRest;
import org.syscalllabs.testkit.machine.Machine;
import org.syscalllabs.testkit.machine.ServerOutput;
import org.syscalllabs.testkit.machine.Strace;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Unseen;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.server.ClientFacts;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Exit;

/**
 * A server that runs under strace, here or in a container, and whose clients follow a script.
 *
 * <p>It listens at {@link #port()}. Nothing of it outlives {@link #close()}.
 */
public final class ServerUnderTest implements AutoCloseable {

    /** A server that listens elsewhere may still listen where it should, a moment later. */
    private static final Duration SECOND_LISTENER = Duration.ofSeconds(1);

    static final Duration KILLED = Duration.ofSeconds(5);

    private final Settings settings;
    private final List<String> command;
    private final String purpose;
    private final String number;
    private final Path traceFile;
    private final Path outputFile;
    private final Judgements judgements;
    private final Spoken spoken;
    private final Runs runs;
    private final List<Watcher> watchers;

    // Of the process that runs now: where a line is no good, there is a second one.
    private Machine machine;
    private LiveTrace live;
    private RunRecord run;
    private @Nullable ServerOutput output;
    private @Nullable AtRest rest;
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> earlierClients = new ArrayList<>();
    private final List<ServerUnderTest> others = new ArrayList<>();
    private int tests;
    private boolean failed;
    private boolean toldToEnd;
    private boolean ended;

    /**
     * @param number what tells its files from those of others: {@code -2}
     */
    private ServerUnderTest(
            Settings settings,
            List<String> command,
            String purpose,
            String number,
            Machine machine,
            Judgements judgements,
            Spoken spoken,
            List<Watcher> watchers)
            throws IOException {
        this.settings = settings;
        this.command = List.copyOf(command);
        this.purpose = purpose;
        this.judgements = judgements;
        this.spoken = spoken;
        this.watchers = List.copyOf(watchers);
        runs = new Runs(settings.runs());
        Files.createDirectories(settings.work());
        this.number = number;
        this.machine = machine;
        traceFile = file("trace");
        outputFile = file("server");
        live = new LiveTrace(traceFile);
        run = begin();
    }

    private Path file(String kind) {
        return settings.work().resolve(kind + number + ".log");
    }

    private RunRecord begin() throws IOException {
        watchers.forEach(live::add);
        run = runs.begin(purpose, command, machine.port(), false);
        EndOnExit.start(this, () -> launch(command));
        return run;
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
        var open = clients.stream().filter(Client::isOpen).toList();
        // A connection that the client resets leaves nothing behind that would keep the port.
        open.forEach(Client::hangUp);
        try {
            endRun();
            keepAs(traceFile, spoken.dialect());
            keepAs(outputFile, spoken.dialect());
            spoken.tries(dialect);
            machine = machineOf(settings);
            live = new LiveTrace(traceFile);
            begin();
        } catch (IOException e) {
            throw Obstacles.cannotWrite(settings.work(), e);
        }
        awaitListen();
        failed = false;
        open.forEach(Client::beginsAnew);
        return true;
    }

    /** {@code trace.log} becomes {@code trace-lines.log}. */
    private static void keepAs(Path log, Dialect dialect) throws IOException {
        var name = log.getFileName().toString().replaceFirst("\\.log$", "");
        var word = dialect.name().toLowerCase(Locale.ROOT);
        Files.move(
                log,
                log.resolveSibling(name + "-" + word + ".log"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** The language that its clients speak. */
    Spoken spoken() {
        return spoken;
    }

    /**
     * Starts a server and returns when it listens.
     *
     * @param purpose what for, for whoever finds it left behind
     * @param start counts the starts of one test class, from 1: each has its own files
     * @param judgements hears what is judged of its traces
     * @param spoken what is known of the language that it understands
     * @param watchers see its steps, from the first one on
     * @throws Problem when this machine can't run it
     * @throws ServerFailed when it does not listen
     */
    static ServerUnderTest start(
            Settings settings,
            List<String> command,
            String purpose,
            int start,
            Judgements judgements,
            Spoken spoken,
            Watcher... watchers) {
        ServerUnderTest server;
        try {
            var number = start == 1 ? "" : "-" + start;
            server =
                    new ServerUnderTest(
                            settings,
                            command,
                            purpose,
                            number,
                            machineOf(settings),
                            judgements,
                            spoken,
                            List.of(watchers));
        } catch (IOException e) {
            throw Obstacles.cannotWrite(settings.work(), e);
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
     * @param purpose what for, for whoever finds it left behind
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
        return start(settings, command, purpose, 1, new Judgements(), new Spoken(), watchers);
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
        var its = new ArrayList<>(command);
        its.addAll(List.of(arguments));
        var name = number + "-" + (char) ('b' + others.size());
        try {
            var other =
                    new ServerUnderTest(
                            settings,
                            its,
                            purpose,
                            name,
                            machine.beside(),
                            judgements,
                            spoken,
                            List.of());
            others.add(other);
            return other;
        } catch (IOException e) {
            throw Obstacles.cannotWrite(settings.work(), e);
        }
    }

    /**
     * Waits until the server listens.
     *
     * @throws ServerFailed when it does not
     */
    public ServerUnderTest listens() {
        awaitListen();
        return this;
    }

    /**
     * Waits until the server has ended without having listened anywhere, for its port was taken.
     *
     * @throws ServerFailed when it listens after all, or is still there when the time is over
     */
    public ServerUnderTest cannotListen() {
        var deadline = Deadline.in(settings.timeout());
        do {
            boolean over = isOver();
            live.look();
            if (!live.listening().isEmpty()) {
                throw ServerFailed.listensNevertheless(known());
            }
            if (over) {
                output().finish(KILLED);
                return this;
            }
        } while (deadline.pause());
        throw ServerFailed.doesNotGiveUp(known());
    }

    /**
     * Asks the process that listens to end, by SIGTERM: it may do something first, or refuse.
     *
     * <p>That is the one that called listen(). If it has ended, it is each process that has
     * inherited the listener from it: a daemon, or all workers whose parent has gone.
     *
     * @throws ServerFailed when there is no such process: then nobody has been asked
     */
    public ServerUnderTest terminate() {
        return signal(Machine.EndSignal.TERM);
    }

    /**
     * Ends the process that listens by SIGKILL: it never hears of it. Which that is, {@link
     * #terminate()} says.
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
        if (!Deadline.in(settings.timeout()).waitFor(this::isOver)) {
            throw ServerFailed.doesNotEnd(known());
        }
        output().finish(KILLED);
        live.look();
        return this;
    }

    /**
     * Shows that a client is refused: nobody listens on the port, and connect() says so at once.
     *
     * @throws ServerFailed when somebody does, or when connect() is not answered
     */
    public void refuses(String client) {
        if (machine.sockets().stream()
                .anyMatch(socket -> socket.listens() && socket.localPort() == port())) {
            throw ServerFailed.stillListens(known(), client);
        }
        try (var channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            if (machine.connect(channel, Deadline.in(settings.timeout())) >= 0) {
                throw ServerFailed.stillListens(known(), client);
            }
            throw ServerFailed.doesNotAnswer(known(), client);
        } catch (IOException refused) {
            // ECONNREFUSED: the kernel itself has answered, with a reset.
        }
    }

    /**
     * Shows with which status the server's first process has ended.
     *
     * @param status 0 to 255
     * @throws ServerFailed when it was another one, or a signal
     */
    public ServerUnderTest exitedWith(int status) {
        if (live.end().map(Exit::status).orElse(-1) != status) {
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
        return output().lastLines(100);
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
    public TraceLog trace() {
        if (!ended) {
            rests();
            // A client may have a reply before strace has written down its send.
            Deadline.in(Duration.ofSeconds(1))
                    .waitFor(() -> {
                        live.look();
                        return clients.stream().allMatch(Client::isAccountedFor);
                    });
        }
        return log(traceFile, clientFacts());
    }

    private TraceLog log(Path file, List<ClientFacts> facts) {
        return TraceLog.of(file).withClients(facts).heardBy(judgements::note);
    }

    /**
     * What the kernel has seen of this server and of another one on the same machine, as one trace:
     * the lines of both logs in the order of their times. It is left beside them.
     */
    public TraceLog traceWith(ServerUnderTest other) {
        var both = settings.work().resolve("trace" + number + "+" + letter(other) + ".log");
        if (!ended) {
            rests();
        }
        if (!other.ended) {
            other.rests();
        }
        var facts = new ArrayList<>(clientFacts());
        facts.addAll(other.clientFacts());
        try {
            MergedLog.write(List.of(traceFile, other.traceFile), both);
            return log(both, facts);
        } catch (IOException e) {
            throw Obstacles.cannotRead(traceFile, e);
        }
    }

    /** Follows what the server has done since the last look: watchers see its steps meanwhile. */
    public void look() {
        live.look();
    }

    /** The name of the client with this port; a description where there is none. */
    public String clientName(int port) {
        return clients.stream()
                .filter(client -> client.port() == port)
                .map(Client::name)
                .findFirst()
                .orElse("port " + port);
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

    /** {@code b} of {@code trace-2-b.log}. */
    private static String letter(ServerUnderTest other) {
        return other.number.substring(other.number.length() - 1);
    }

    private List<ClientFacts> clientFacts() {
        return Stream.of(earlierClients, clients).flatMap(List::stream).map(Client::facts).toList();
    }

    private ServerUnderTest signal(Machine.EndSignal signal) {
        rests(); // whoever is about to become a daemon has become one then
        boolean again = toldToEnd;
        toldToEnd = true;
        boolean reached = machine.signal(live.listener(), signal);
        if (!reached) {
            for (long heir : machine.listening(live.threads())) {
                reached |= machine.signal(heir, signal);
            }
        }
        // Who is told once more may have ended by now.
        if (!reached && !(again && Deadline.in(KILLED).waitFor(this::isOver))) {
            throw ServerFailed.nobodyToTell(known());
        }
        return this;
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

    /** The test itself has ended it, or is about to: that is no failure of its clients. */
    boolean wasToldToEnd() {
        return toldToEnd;
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

    AtRest rest() {
        return java.util.Objects.requireNonNull(rest);
    }

    List<Client> clients() {
        return clients;
    }

    /** What is known of it now, for the words of a failure. */
    ServerFacts known() {
        return new FactsOfServer(this);
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
        var idle = rest().idleness();
        return Deadline.in(Duration.ofSeconds(1)).waitFor(() -> isOver() || idle.isReachedForNow());
    }

    /**
     * What is to be said in place of a failure, where bytes moved out of strace's sight: that
     * nothing can be told.
     */
    Optional<AssertionError> undecided(AssertionError failure, Client client) {
        if (failure instanceof ClaimUndecided || toldToEnd) {
            return Optional.empty();
        }
        var log = trace();
        var server = new Follower(clientFacts());
        try {
            log.read(server);
        } catch (IOException e) {
            throw Obstacles.cannotRead(traceFile, e);
        }
        var unseen = Unseen.ofClient(server, client.facts());
        if (unseen == null) {
            return Optional.empty();
        }
        var expected = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        var verdict = Verdict.undecided(expected.replaceFirst("^expected: +", ""), unseen);
        judgements.note(log, verdict);
        return Optional.of(new ClaimUndecided(verdict, traceFile));
    }

    private void launch(List<String> command) throws IOException {
        machine.launch(command, traceFile, run);
        output = new ServerOutput(machine.output(), outputFile);
        rest = new AtRest(live, machine);
        run = runs.started(run, machine.pid());
    }

    private static Machine machineOf(Settings settings) throws IOException {
        return Machine.of(settings.machine(), settings.port());
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
                    throw ServerFailed.listensElsewhere(known());
                }
            }
        } while (deadline.pause());
        if (live.addressInUse().isPresent()) {
            throw addressInUse();
        }
        throw live.listening().isEmpty()
                ? ServerFailed.neverListened(known())
                : ServerFailed.listensElsewhere(known());
    }

    /** The server ended before it listened: its own doing, or this machine's. */
    private AssertionError whyItDied() {
        output().finish(KILLED);
        var refusal = Strace.refusal(output().lastLines(20));
        if (refusal.isPresent()) {
            throw Obstacles.ptraceForbidden(refusal.get(), Strace.yama());
        }
        return live.addressInUse().isPresent() ? addressInUse() : ServerFailed.diedAtStart(known());
    }

    private AssertionError addressInUse() {
        var earlier = machine.earlierConnections();
        if (portInUse() == port() && !earlier.isEmpty()) {
            throw Obstacles.portLingers(port(), earlier);
        }
        return ServerFailed.addressInUse(known(), portInUse(), machine.holder(portInUse()));
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
        others.forEach(ServerUnderTest::end);
        clients.forEach(Client::hangUp);
        earlierClients.forEach(Client::hangUp);
        try {
            endRun();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Ends every process of the run, and reads to its end what they have left. */
    private void endRun() throws IOException {
        try {
            machine.kill(run);
            if (output != null) {
                output.finish(KILLED);
            }
            live.look();
            live.close();
            runs.end(run);
        } finally {
            EndOnExit.ended(this);
        }
    }
}
