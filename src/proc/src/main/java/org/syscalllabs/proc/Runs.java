package org.syscalllabs.proc;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The records of what the kit has started and not yet ended: one file a run, in one folder ({@code
 * work/run}). Used by the checks and by {@code lab start} alike.
 */
public final class Runs {

    private final Path folder;

    /** The records in this folder, which is made when the first run begins. */
    public Runs(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a record, before the start. Give the process that you then start {@link
     * RunRecord#TOKEN} = {@link RunRecord#id()} in its environment.
     *
     * @param background true when the run is meant to outlive this process
     */
    public RunRecord begin(String purpose, List<String> command, int port, boolean background)
            throws IOException {
        var run =
                new RunRecord(
                        UUID.randomUUID().toString(),
                        purpose,
                        String.join(" ", command),
                        port,
                        Instant.now(),
                        background,
                        ProcessIdentity.self(),
                        ProcessIdentity.NONE);
        OwnFile.folder(folder);
        run.write(file(run));
        return run;
    }

    /** Adds to the record which process the run's first is. */
    public RunRecord started(RunRecord run, long pid) throws IOException {
        var started = run.startedAs(ProcessIdentity.of(pid).orElse(ProcessIdentity.NONE));
        started.write(file(run));
        return started;
    }

    /** Corrects the record: which port it is was known only when the first process listened. */
    public void listens(RunRecord run, int port) throws IOException {
        run.on(port).write(file(run));
    }

    /** Removes the record: all processes of the run have ended. */
    public void end(RunRecord run) throws IOException {
        Files.deleteIfExists(file(run));
    }

    /**
     * Runs that go on in the background, as they are meant to, oldest first. Records of those that
     * have been ended otherwise, by kill(1) say, are removed on the way.
     */
    public List<RunRecord> running() throws IOException {
        var running = new ArrayList<RunRecord>();
        for (var run : all()) {
            if (run.background() && goesOn(run)) {
                running.add(run);
            }
        }
        return running;
    }

    /**
     * Runs whose kit was killed before it could end them, oldest first. Records of which no process
     * is left are removed on the way.
     */
    public List<RunRecord> leftovers() throws IOException {
        var left = new ArrayList<RunRecord>();
        for (var run : all()) {
            if (!run.background() && !run.owner().isAlive() && goesOn(run)) {
                left.add(run);
            }
        }
        return left;
    }

    /** Whether a process of the run is left. When none is, and none will come, its record goes. */
    private boolean goesOn(RunRecord run) throws IOException {
        // First the owner: while it lives, a run may have begun and not started its process yet.
        // Once it has ended, what it started is there to be seen.
        var mayStart = run.owner().isAlive();
        if (!processes(run).isEmpty()) {
            return true;
        }
        if (!mayStart) {
            try {
                end(run);
            } catch (AccessDeniedException anothers) {
                return false; // it stays, and says nothing
            }
        }
        return false;
    }

    /**
     * Ends every process of the run, and nothing else: SIGTERM, then SIGKILL for what is still
     * there when {@code grace} is over. Then removes the record.
     *
     * @return true when nothing is left
     */
    public boolean stop(RunRecord run, Duration grace) throws IOException {
        var left = new LinkedHashSet<ProcessIdentity>();
        var gone =
                signalUntilGone(run, left, ProcessIdentity::terminate, grace)
                        || signalUntilGone(run, left, ProcessIdentity::kill, Duration.ofSeconds(5));
        if (gone) {
            end(run);
        }
        return gone;
    }

    /**
     * What was seen of the run must have ended, also what no longer shows: a process that ends has
     * no environment any more while it still has its sockets and files, and one that becomes
     * another program may leave the token behind.
     *
     * @param left the processes that have been seen, and have not ended
     */
    private static boolean signalUntilGone(
            RunRecord run,
            Set<ProcessIdentity> left,
            Consumer<ProcessIdentity> signal,
            Duration bound) {
        var told = new HashSet<ProcessIdentity>();
        return Deadline.in(bound)
                .waitFor(() -> {
                    left.addAll(processes(run));
                    left.removeIf(process -> !process.isAlive());
                    // A process may have forked meanwhile: look again, and tell each once.
                    left.stream().filter(told::add).forEach(signal);
                    return left.isEmpty();
                });
    }

    /**
     * The processes of a run that are alive: its first, every one that carries its token in its
     * environment, and every one that its strace traces.
     */
    public static List<ProcessIdentity> processes(RunRecord run) {
        var found = look(run);
        // A process may have forked and ended while we looked, its child too late to be seen.
        return found.isEmpty() ? look(run) : found;
    }

    private static List<ProcessIdentity> look(RunRecord run) {
        var token = RunRecord.TOKEN + "=" + run.id();
        // A record can be wrong, the kernel can't: the first process has the token, too.
        var first =
                run.process().isAlive() && ProcFile.hasInEnvironment(run.process().pid(), token)
                        ? run.process().pid()
                        : -1;
        return ProcFile.pids().stream()
                .sorted()
                .filter(pid ->
                        pid == first
                                || ProcFile.hasInEnvironment(pid, token)
                                || (first > 0 && ProcFile.tracer(pid) == first))
                .flatMap(pid -> ProcessIdentity.of(pid).stream())
                .filter(process -> !process.equals(ProcessIdentity.self()))
                .toList();
    }

    private List<RunRecord> all() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".run"))
                    .flatMap(file -> RunRecord.read(file).stream())
                    .sorted(Comparator.comparing(RunRecord::since))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }

    private Path file(RunRecord run) {
        return folder.resolve(run.id() + ".run");
    }
}
