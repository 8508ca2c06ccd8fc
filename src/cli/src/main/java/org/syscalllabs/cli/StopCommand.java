package org.syscalllabs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.Exercise;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab stop}: ends what {@code lab start} began, and what a killed kit left behind. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        header = "End a lab's server.",
        description = {
            "SIGTERM first, SIGKILL after two seconds. Without a lab: all that the kit has"
                    + " started, an exercise too, also what is left over from a check that was killed."
                    + " Nothing else is ever touched."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab stop 1    the server of lab 1",
            "  ./lab stop      everything that the kit has started",
        })
final class StopCommand implements Callable<Integer> {
    /** How long a server may take to end when it is asked to. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final Kit kit;

    @Parameters(
            paramLabel = "LAB",
            arity = "0..1",
            description = "its number; everything when not given")
    private String wanted = "";

    @Option(names = "--all", description = "everything, as without a lab")
    private boolean all;

    StopCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException {
        if (all && !wanted.isEmpty()) {
            throw Problem.usage("--all and a lab exclude each other", "give one of them");
        }
        var runs = wanted.isEmpty() ? everything() : servers(kit.labs().find(wanted));
        if (runs.isEmpty()) {
            kit.out().println(wanted.isEmpty() ? "nothing runs" : "the server does not run");
        }
        // A file of another user's keeps nothing else from being ended.
        var failures = new ArrayList<IOException>();
        for (var run : runs) {
            attempt(failures, () -> end(kit, kit.out(), run, GRACE));
        }
        if (wanted.isEmpty()) {
            for (var lab : kit.labs()) {
                attempt(failures, () -> Exercise.forget(kit.work(lab)));
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return 0;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(List<IOException> failures, Step step) {
        try {
            step.run();
        } catch (IOException failure) {
            failures.add(failure);
        }
    }

    private List<RunRecord> everything() throws IOException {
        var runs = new ArrayList<>(kit.runs().running());
        runs.addAll(kit.runs().leftovers());
        return runs;
    }

    private List<RunRecord> servers(Lab lab) {
        return RunningServer.all(kit).stream()
                .filter(server -> server.serves(lab))
                .map(RunningServer::run)
                .toList();
    }

    /**
     * Ends a run, and says so.
     *
     * @throws Problem when not even SIGKILL ends it
     */
    static void end(Kit kit, PrintWriter told, RunRecord run, Duration grace) throws IOException {
        var pids = pids(run);
        if (!kit.runs().stop(run, grace)) {
            throw Problem.environment(
                    "the %s (PID %s) does not end, even by SIGKILL"
                            .formatted(run.purpose(), pids(run)),
                    "it sleeps in the kernel: see ps -o pid,stat,wchan -p " + pids(run));
        }
        if (pids.isEmpty()) {
            // It ended meanwhile: an strace does when its server does.
            return;
        }
        told.printf(
                "stopped%s: %s, PID %s%n",
                run.background() ? "" : ", left over from a killed lab", run.purpose(), pids);
    }

    /** {@code 4711 4712}. */
    static String pids(RunRecord run) {
        return Runs.processes(run).stream()
                .map(process -> Long.toString(process.pid()))
                .collect(Collectors.joining(" "));
    }
}
