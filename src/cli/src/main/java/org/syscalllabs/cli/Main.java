package org.syscalllabs.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code lab} program: runs a command and turns what stops it into two lines and a code. */
final class Main {
    private Main() {}

    static void main(String[] args) {
        System.exit(run(Kit.here(), args));
    }

    /** Runs one command line; returns the exit code: 0, 1, 2 or 3. */
    static int run(Kit kit, String... args) {
        return LabCommand.commandLine(kit)
                .setOut(kit.out())
                .setErr(kit.err())
                .setUsageHelpWidth(80)
                .setParameterExceptionHandler(Main::wrongUse)
                .setExecutionExceptionHandler((e, command, parsed) -> stopped(kit.err(), e))
                .execute(args);
    }

    private static int stopped(PrintWriter err, Exception e) {
        if (System.getenv("LAB_DEBUG") != null) {
            e.printStackTrace(err);
        }
        if (e instanceof Problem problem) {
            err.println("lab: " + problem.getMessage());
            err.println(problem.remedy());
            return problem.exit();
        }
        err.println("lab: " + e);
        err.println("this should not happen: LAB_DEBUG=1 shows where it did; please report it");
        return Problem.ENVIRONMENT;
    }

    private static int wrongUse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        var err = command.getErr();
        err.println("lab: " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("see: ./" + command.getCommandSpec().qualifiedName() + " --help");
        }
        return Problem.USAGE;
    }
}
