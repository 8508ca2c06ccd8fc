package org.syscalllabs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.syscalllabs.cli.Verdicts.Cell;
import org.syscalllabs.cli.check.Check;
import org.syscalllabs.cli.check.Finding;
import org.syscalllabs.cli.check.Findings;
import org.syscalllabs.cli.check.JsonReport;
import org.syscalllabs.cli.check.Outcome;
import org.syscalllabs.cli.check.Subject;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.LabClasses;

/** Every lab's checks on every lab's servers, right and wrong: who passed what. */
final class Matrix {

    /** Servers that run at a time: most wait for their clients, not for a core. */
    private static final int AT_A_TIME = 4;

    private static final String TIMEOUT_SECONDS = "10";
    private static final Duration BOUND = Duration.ofMinutes(3);

    /**
     * A server of a lab, right or wrong.
     *
     * @param name {@code Server} for the right one, else that of the file in wrong/
     */
    record Contestant(Lab lab, String name, Path source) {
        static final String RIGHT = "Server";

        /** {@code 03/ThreadPerClient}. */
        String id() {
            return lab.number() + "/" + name;
        }

        boolean wrong() {
            return !name.equals(RIGHT);
        }
    }

    /** What one check said of one server; what it told, if it failed. */
    record Result(Finding.Result verdict, String message) {
        boolean refuted() {
            return verdict == Finding.Result.REFUTED;
        }
    }

    private final Path traces;
    private final Path scratch;
    private final LabClasses classes;
    private final List<Lab> labs = new ArrayList<>();
    private final List<Contestant> servers = new ArrayList<>();
    private final Map<Cell, Result> results = new LinkedHashMap<>();

    /**
     * @param home the folder that holds labs/
     * @param traces where each check leaves its trace
     * @param scratch a folder for compiled servers
     */
    Matrix(Path home, Path traces, Path scratch) throws IOException {
        this.traces = traces;
        this.scratch = scratch;
        var silent = new PrintWriter(Writer.nullWriter());
        classes = new LabClasses(new Kit(scratch, silent, silent));
        for (var lab : new Kit(home, silent, silent).labs()) {
            labs.add(lab);
            servers.add(new Contestant(lab, Contestant.RIGHT, lab.server()));
            servers.addAll(wrong(lab));
        }
    }

    List<Lab> labs() {
        return labs;
    }

    List<Contestant> servers() {
        return servers;
    }

    Map<Cell, Result> results() {
        return results;
    }

    /** The checks of a lab, {@code 03/oneAtATime}, in the order in which they ran. */
    List<String> checks(Lab lab) {
        return results.keySet().stream()
                .map(Cell::check)
                .filter(check -> check.startsWith(lab.number() + "/"))
                .distinct()
                .toList();
    }

    /** Runs every lab's checks on every server. */
    void run() throws Exception {
        var runs = new ArrayList<Callable<Map<Cell, Result>>>();
        for (var server : servers) {
            // What a student makes of server/Server.java is called Server, and is judged as that.
            var folder = scratch.resolve(server.id());
            Files.createDirectories(folder.resolve("server"));
            Files.copy(server.source(), folder.resolve("server/Server.java"));
            var command = classes.command(new Lab(server.lab().number(), server.id(), folder));
            for (var lab : labs) {
                var tests = classes.tests(lab);
                runs.add(() -> check(lab, tests, server, command));
            }
        }
        try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (var done : pool.invokeAll(runs)) {
                results.putAll(done.get());
            }
        }
    }

    private Map<Cell, Result> check(Lab lab, Path tests, Contestant server, List<String> command)
            throws IOException {
        var work = traces.resolve(server.id()).resolve(lab.number());
        var parameters =
                Map.of(
                        "lab.command",
                        String.join("\0", command),
                        "lab.port",
                        "0",
                        "lab.timeout",
                        TIMEOUT_SECONDS,
                        "lab.work",
                        work.toString());
        var findings = new Findings(new JsonReport(new PrintWriter(Writer.nullWriter())));
        Check.run(tests, parameters, BOUND, findings);
        var outcome = findings.finish(new Subject(lab.name(), command, work.toString(), false));
        if (outcome.obstacle() != null) {
            throw new IllegalStateException(outcome.obstacle());
        }
        return results(lab, server, outcome);
    }

    private static Map<Cell, Result> results(Lab lab, Contestant server, Outcome outcome) {
        var results = new LinkedHashMap<Cell, Result>();
        var told = "";
        for (var finding : outcome.findings()) {
            var method = finding.test().substring(finding.test().lastIndexOf('.') + 1);
            // What falls with a refuted claim is refuted by what that one was told.
            var again = finding.message().equals(Finding.SAME_REASON) && !told.isEmpty();
            if (finding.result() == Finding.Result.REFUTED) {
                told = finding.message();
            }
            results.put(
                    new Cell(lab.number() + "/" + method, server.id()),
                    again
                            ? new Result(Finding.Result.REFUTED, told)
                            : new Result(finding.result(), finding.message()));
        }
        return results;
    }

    private static List<Contestant> wrong(Lab lab) throws IOException {
        var folder = lab.folder().resolve("wrong");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> new Contestant(lab, nameOf(file), file))
                    .toList();
        }
    }

    private static String nameOf(Path source) {
        return source.getFileName().toString().replaceFirst("\\.java$", "");
    }
}
