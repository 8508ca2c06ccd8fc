package org.syscalllabs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.check.CheckOptions;
import org.syscalllabs.cli.check.Finding;
import org.syscalllabs.cli.check.Format;
import org.syscalllabs.cli.check.Outcome;
import org.syscalllabs.cli.check.Reporting;
import org.syscalllabs.cli.check.ServerCheck;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.repair.Exercise;
import org.syscalllabs.cli.repair.Repair;
import org.syscalllabs.proc.Problem;
import picocli.CommandLine.Command;
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
            "While an exercise of the lab is on (./lab break), and without COMMAND and --trace, it"
                    + " judges the repair instead.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every claim is proved",
            "1:a claim is refuted",
            "2:bad usage",
            "3:this machine can't run the check: what is missing is said",
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
            defaultValue = "6379",
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

    CheckCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException {
        var options = new CheckOptions(command, port, timeout, recorded);
        options.verify();
        var lab = kit.labs().find(wanted);
        var reporting = new Reporting(kit, format, output);
        if (options.isOfLabsOwnServer()) {
            var exercise = Exercise.in(kit, lab);
            if (exercise.isPresent()) {
                return repair(lab, exercise.get(), reporting).exitCode();
            }
        }
        return new ServerCheck(kit, lab, options).run(reporting).exitCode();
    }

    /** The check of an exercise that is on: of its repair, in place of the lab's claims. */
    private Outcome repair(Lab lab, Exercise exercise, Reporting reporting) throws IOException {
        var n = lab.shortNumber();
        if (port != exercise.port()
                && spec.commandLine().getParseResult().hasMatchedOption("--port")) {
            throw Problem.usage(
                    "the exercise that is on has port %d, not %d".formatted(exercise.port(), port),
                    "leave out --port, or end it: ./lab reset " + n);
        }
        kit.err().println("the exercise of lab " + n + " is on: this judges its repair");
        var outcome = reporting.of(new Repair(kit, lab, exercise)::judge);
        if (outcome.result() == Finding.Result.PROVED) {
            kit.err().println("./lab reset " + n + " ends the exercise");
        }
        return outcome;
    }
}
