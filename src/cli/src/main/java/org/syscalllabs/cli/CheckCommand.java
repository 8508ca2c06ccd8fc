package org.syscalllabs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.check.Check;
import org.syscalllabs.cli.check.Finding;
import org.syscalllabs.cli.check.Findings;
import org.syscalllabs.cli.check.Format;
import org.syscalllabs.cli.check.Outcome;
import org.syscalllabs.cli.check.Report;
import org.syscalllabs.cli.check.ResultsFile;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RecordedLog;
import org.syscalllabs.cli.repair.Exercise;
import org.syscalllabs.cli.repair.Repair;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.machine.MachineKind;
import org.syscalllabs.testkit.machine.Sandbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab check}: proves or refutes a lab's claims from what the kernel saw. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Prove from the kernel's trace what a server did.",
        description = {
            "Runs the lab's server under strace, or COMMAND in its place, moves the clients of the"
                    + " lab's claims, and judges the trace.",
            "The server is told where to listen by $$HOST and $$PORT; it may ignore them when the"
                    + " port is 6379.",
            "The server runs in a sandbox where bubblewrap can make one: it has its own PIDs, an"
                    + " empty /tmp, few environment variables, and may write its own folder"
                    + " alone.",
            "While an exercise of the lab is on (./lab break), and without COMMAND and --trace, it"
                    + " judges the repair instead.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every claim is proved",
            "1:a claim is refuted",
            "2:bad usage",
            "3:this machine can't run the check: what is missing is said",
            "4:the trace can't tell: what is missing is said",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab check 3                           the lab's own server",
            "  ./lab check 3 -- python3 server.py      yours, in any language",
            "  ./lab check 3 --trace strace.log        a log recorded elsewhere",
            "  ./lab check 4                           after ./lab break 4: the repair",
            "  ./lab check 3 --format junit --output results.xml -- ./server",
        })
final class CheckCommand implements Callable<Integer> {

    /** TIME_WAIT ends after 60 s. */
    private static final Duration OLD_CONNECTIONS = Duration.ofSeconds(65);

    private final Kit kit;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "LAB", description = "The lab: 3, 03 or its folder.")
    private String wanted = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "After --: the server to check; else the lab's own.")
    private List<String> command = List.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-6379}",
            description = "The port of the server; 0: any free one. (${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for any one thing. (${DEFAULT-VALUE})")
    private double timeout;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Judge this strace log; start nothing.")
    private @Nullable Path recorded;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. (${DEFAULT-VALUE})")
    private Format format = Format.TEXT;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write that form to FILE; the text goes to stdout all the same.")
    private @Nullable Path output;

    @Option(
            names = "--max-trace",
            paramLabel = "MB",
            defaultValue = "128",
            description = "How much of what strace writes is kept. (${DEFAULT-VALUE})")
    private int longestLog;

    @Option(
            names = "--no-sandbox",
            description = "Run the server as you would: it can reach your files and programs.")
    private boolean unguarded;

    @Option(
            names = "--no-wait",
            description = "Don't wait, a minute at most, until old connections give the port free.")
    private boolean impatient;

    @Mixin private final StopFirst stopFirst = new StopFirst();

    CheckCommand(Kit kit) {
        this.kit = kit;
    }

    /** Something that judges claims, and tells them to a report as it goes. */
    private interface Judging {
        Outcome to(Report report) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        if (LabOrCommand.wordsAfterDashes(spec) > command.size()) {
            throw Problem.usage(
                    "the lab's number is missing",
                    "./lab check 3 -- %s %s".formatted(wanted, String.join(" ", command)).strip());
        }
        verify();
        var lab = kit.labs().find(wanted);
        var patience = impatient ? Duration.ZERO : OLD_CONNECTIONS;
        var check =
                new Check(
                        kit,
                        lab,
                        command,
                        port,
                        timeout,
                        patience,
                        recorded,
                        machine(lab),
                        longestLog);
        if (check.isOfLabsOwnServer()) {
            var exercise = Exercise.in(kit, lab);
            if (exercise.isPresent()) {
                return repair(lab, exercise.get()).exitCode();
            }
        }
        if (recorded == null) {
            stopFirst.free(kit, port);
        }
        return told(check::judge).exitCode();
    }

    /** A sandbox, unless it is not wanted or can't be had here; that is said. */
    private MachineKind machine(Lab lab) {
        var together = lab.serversSeeOneAnother();
        if (unguarded || recorded != null || (together && command.isEmpty())) {
            return MachineKind.HERE;
        }
        var problem =
                together
                        ? Optional.of("the servers of this lab must see one another")
                        : Sandbox.problem();
        if (problem.isEmpty()) {
            return MachineKind.SANDBOX;
        }
        var nobody = Sandbox.canBeNobody(command);
        kit.err()
                .printf(
                        "lab: no sandbox: %s; so the server %s%n",
                        problem.get(),
                        nobody ? "runs as the user nobody" : "can reach your files and programs");
        return nobody ? MachineKind.NOBODY : MachineKind.HERE;
    }

    /** Verifies that the options make sense, and that what they name is there. */
    private void verify() {
        if (port < 0 || port > 65535) {
            throw Problem.usage("--port " + port + " is no TCP port", "give one of 0 to 65535");
        }
        if (!(timeout > 0 && timeout <= 3600)) {
            throw Problem.usage(
                    "--timeout " + timeout + " is too short or too long",
                    "give seconds, up to 3600");
        }
        if (longestLog < 1) {
            throw Problem.usage(
                    "--max-trace " + longestLog + " keeps nothing", "give megabytes, from 1 on");
        }
        if (recorded != null) {
            if (!command.isEmpty()) {
                throw Problem.usage(
                        "--trace judges a log: no server runs",
                        "leave out the command, or --trace");
            }
            new RecordedLog(recorded).verify();
        }
        if (!command.isEmpty() && !isProgram(command.getFirst())) {
            throw noProgram(Path.of(command.getFirst()));
        }
    }

    private static Problem noProgram(Path file) {
        if (file.toString().matches("javac?")) {
            return Problem.usage(
                    "there is no program " + file + " on the PATH",
                    "the kit's own: " + Kit.java().resolveSibling(file));
        }
        if (!Files.isRegularFile(file)) {
            return Problem.usage(
                    "there is no program " + file,
                    "give a file that may be run, or a command on the PATH");
        }
        var here = file.toString().contains("/") ? file.toString() : "./" + file;
        return Files.isExecutable(file)
                ? Problem.usage(file + " is a file here, not a command", "say so: -- " + here)
                : Problem.usage(
                        file + " is not executable",
                        "chmod +x %s, or name who runs it: -- python3 %s".formatted(file, file));
    }

    private static boolean isProgram(String name) {
        return name.contains("/")
                ? Files.isExecutable(Path.of(name)) && !Files.isDirectory(Path.of(name))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** The check of an exercise that is on: of its repair, in place of the lab's claims. */
    private Outcome repair(Lab lab, Exercise exercise) throws IOException {
        var n = lab.shortNumber();
        if (port != exercise.port()
                && spec.commandLine().getParseResult().hasMatchedOption("--port")) {
            throw Problem.usage(
                    "the exercise that is on has port %d, not %d".formatted(exercise.port(), port),
                    "leave out --port, or end it: ./lab reset " + n);
        }
        kit.err().println("the exercise of lab " + n + " is on: this judges its repair");
        var outcome = told(new Repair(kit, lab, exercise)::judge);
        if (outcome.result() == Finding.Result.PROVED) {
            kit.err().println("./lab reset " + n + " ends the exercise");
        }
        return outcome;
    }

    /** Judges, and tells it on stdout and, with --output, in the file. */
    private Outcome told(Judging judging) throws IOException {
        var ansi = kit.terminal() ? Ansi.ON : Ansi.OFF;
        if (output == null) {
            return judging.to(format.to(kit.out(), ansi));
        }
        try (var file = new ResultsFile(output)) {
            var outcome = judging.to(Format.TEXT.to(kit.out(), ansi));
            // A check that is being stopped has no verdict, so no results either.
            if (!Findings.isEnding()) {
                file.write(outcome, format);
            }
            return outcome;
        }
    }
}
