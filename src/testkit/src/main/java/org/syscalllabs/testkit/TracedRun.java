package org.syscalllabs.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.testkit.machine.AtRest;
import org.syscalllabs.testkit.machine.Machine;
import org.syscalllabs.testkit.machine.ReceivedLog;
import org.syscalllabs.testkit.machine.ServerOutput;
import org.syscalllabs.testkit.machine.Strace;
import org.syscalllabs.testkit.protocol.Dialect;

/**
 * One start of a server under strace: its processes, its trace, and what it prints. All of it ends
 * with this Java process, on Ctrl-C and on SIGTERM too; for SIGKILL there are {@link Runs}.
 */
final class TracedRun {

    /** How long a killed process may take to be gone. */
    static final Duration KILLED = Duration.ofSeconds(5);

    /** How long a parent may take to wait for a process that has ended. */
    private static final Duration TO_BE_REAPED = Duration.ofSeconds(2);

    private final Runs runs;
    private final Machine machine;
    private final Path outputFile;
    private final long longestLog;
    private final ReceivedLog log;
    private final LiveTrace live;
    private final AtRest rest;
    private final Thread atExit = new Thread(this::endAtExit, "end a server");
    private final Strace.Calls calls;
    private RunRecord record;
    private @Nullable ServerOutput output;
    private boolean begun;

    /** What strace had missed before the run was ended. */
    private Optional<String> doubt = Optional.empty();

    TracedRun(StartPlan plan, Machine machine) throws IOException {
        this.machine = machine;
        runs = new Runs(plan.settings().runs());
        outputFile = plan.outputFile();
        calls = plan.shared().filters().get() ? Strace.Calls.ALL : Strace.Calls.TRACED;
        longestLog = plan.settings().longestLog();
        log = new ReceivedLog(plan.traceFile(), longestLog);
        live = new LiveTrace(log);
        plan.watchers().forEach(live::add);
        rest = new AtRest(live, machine);
        start(plan);
    }

    /** Starts it, unless this Java process is about to end; if that begins now, it waits. */
    private synchronized void start(StartPlan plan) throws IOException {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            throw new IllegalStateException("the check is being stopped", exiting);
        }
        // From here on the end of this Java process ends the run, and removes its record.
        record = runs.begin(plan.purpose(), plan.command(), machine.port(), false);
        begun = true;
        machine.launch(plan.command(), log, record, calls);
        output = new ServerOutput(machine.output(), outputFile);
        record = runs.started(record, machine.pid());
    }

    /** Ends every process of the run, and reads to its end what they have left. */
    synchronized void end() throws IOException {
        if (!begun) {
            return;
        }
        try {
            doubt = endOfStrace();
            endProcesses();
            live.look();
        } finally {
            forgetExit();
        }
    }

    /** The test may be reading the trace, which is for one thread: here it is left alone. */
    private synchronized void endAtExit() {
        if (!begun) {
            return;
        }
        try {
            endProcesses();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endProcesses() throws IOException {
        begun = false;
        machine.kill(record);
        log.finish(KILLED);
        if (output != null) {
            output.finish(KILLED);
        }
        runs.end(record);
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // This is the exit.
        }
    }

    /**
     * {@code trace.log} becomes {@code trace-lines.log}, for a server tried in lines; and so on.
     */
    void keepLogs(Dialect dialect) throws IOException {
        for (var file : List.of(log.named(), outputFile)) {
            var name = file.getFileName().toString().replaceFirst("\\.log$", "");
            var kept = file.resolveSibling(name + "-" + dialect.word() + ".log");
            OwnFile.clear(kept);
            Files.move(file, kept);
        }
    }

    /** What is written down of it while it runs. */
    RunRecord record() {
        return record;
    }

    /** Where it runs. */
    Machine machine() {
        return machine;
    }

    /** What strace has written. */
    ReceivedLog log() {
        return log;
    }

    LiveTrace live() {
        return live;
    }

    AtRest rest() {
        return rest;
    }

    ServerOutput output() {
        return Objects.requireNonNull(output);
    }

    /** strace, and every process of the server. */
    List<ProcessIdentity> processes() {
        return Runs.processes(record);
    }

    /** All processes of the server have ended, or nothing goes on because strace is stopped. */
    boolean isOver() {
        if (machine.isOver()) {
            log.finish(KILLED); // strace's last lines may still be in the pipe
            return true;
        }
        return machine.isStraceStopped();
    }

    /** Why the trace may not have all that the server did; empty when it has. */
    synchronized Optional<String> doubt() {
        if (log.isTooLong()) {
            return Optional.of(
                    "strace wrote more than %d MB: what came later is not kept; --max-trace keeps more"
                            .formatted(longestLog >> 20));
        }
        if (mayHideCalls()) {
            var filter = live.filter().orElseThrow();
            return Optional.of(
                    "the server has set a filter of its own, by %s in line %d: it may hide calls"
                                    .formatted(filter.name(), filter.line())
                            + " from strace");
        }
        return begun ? endOfStrace() : doubt;
    }

    /** Whether the server may hide calls from strace, by a filter that it has set. */
    boolean mayHideCalls() {
        return calls == Strace.Calls.TRACED && live.filter().isPresent();
    }

    private Optional<String> endOfStrace() {
        if (machine.isStraceStopped()) {
            return Optional.of("strace was stopped, by a signal that somebody sent to it");
        }
        if (isOver()) {
            live.look();
            if (!live.threads().isEmpty() && live.end().isEmpty()) {
                return Optional.of("strace ended before the server did: somebody has ended it");
            }
        }
        return Optional.empty();
    }

    /** Whether a socket listens on the server's port. */
    boolean hasListener() {
        return machine.sockets().stream()
                .anyMatch(socket -> socket.listens() && socket.localPort() == machine.port());
    }

    /**
     * Whether the server, which has refused a client, has ended. That is not seen at once: a parent
     * has to wait for it first. How it ended is in strace's last lines.
     */
    boolean hasEndedByNow() {
        rests();
        if (!hasListener()) {
            Deadline.in(TO_BE_REAPED).waitFor(this::isOver);
        }
        var over = isOver();
        live().look();
        return over;
    }

    /**
     * Waits until the server rests. One that never does, because it polls without end, is given a
     * moment only: what it still does is seen at the next step.
     */
    boolean rests() {
        var idle = rest.idleness();
        return Deadline.in(Duration.ofSeconds(1)).waitFor(() -> isOver() || idle.isReachedForNow());
    }

    /**
     * Signals the process that called listen, or each that has its listener; false when there is
     * none.
     */
    boolean signal(Machine.EndSignal signal) {
        var reached = machine.signal(live.listener(), signal);
        if (!reached) {
            for (long heir : machine.listening(live.threads())) {
                reached |= machine.signal(heir, signal);
            }
        }
        return reached;
    }
}
