package org.syscalllabs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.GivenBack;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.proc.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code lab} program: runs a command and turns what stops it into two lines and a code. */
public final class Main {
    private Main() {}

    static void main(String[] args) {
        var kit = Kit.here();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> GivenBack.toOwner(kit)));
        try {
            System.exit(run(kit, args));
        } catch (Error failed) {
            // picocli hands on exceptions alone; Java itself would end with 1, which says refuted.
            System.exit(stopped(kit.err(), failed));
        }
    }

    /** The whole command line: one line a subcommand. */
    public static CommandLine commandLine(Kit kit) {
        return new CommandLine(new LabCommand(kit))
                .addSubcommand(new StartCommand(kit))
                .addSubcommand(new StopCommand(kit))
                .addSubcommand(new TraceCommand(kit))
                .addSubcommand(new ClientCommand(kit))
                .addSubcommand(new CheckCommand(kit))
                .addSubcommand(new BreakCommand(kit))
                .addSubcommand(new ResetCommand(kit))
                .addSubcommand(new DemoCommand(kit))
                .addSubcommand(new DoctorCommand(kit))
                .addSubcommand(new CompletionCommand(kit));
    }

    /** Runs one command line; returns the exit code, 0 to 4. */
    static int run(Kit kit, String... args) {
        return commandLine(kit)
                .setOut(kit.out())
                .setErr(kit.err())
                .setUsageHelpWidth(80)
                .setColorScheme(Help.defaultColorScheme(kit.terminal() ? Ansi.ON : Ansi.OFF))
                .setExecutionStrategy(parsed -> {
                    nameLeftovers(kit, parsed);
                    return new RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(Main::wrongUse)
                .setExecutionExceptionHandler((e, command, parsed) -> stopped(kit.err(), e))
                .execute(args);
    }

    /** A check that was killed by SIGKILL could not end its server: say so, whatever is asked. */
    private static void nameLeftovers(Kit kit, ParseResult parsed) {
        if (parsed.hasSubcommand() && parsed.subcommand().commandSpec().name().equals("stop")) {
            return;
        }
        try {
            for (var run : kit.runs().leftovers()) {
                kit.err()
                        .printf(
                                "left over from a killed lab: %s, PID %s: ./lab stop ends it%n",
                                run.purpose(), StopCommand.pids(run));
            }
        } catch (IOException | UncheckedIOException unreadable) {
            stopped(kit.err(), unreadable); // it is said, and the command goes on
        }
    }

    private static int stopped(PrintWriter err, Throwable e) {
        if (System.getenv("LAB_DEBUG") != null) {
            e.printStackTrace(err);
        }
        var denied = denied(e);
        if (denied != null) {
            return stopped(err, notOurs(Path.of(denied.getFile())));
        }
        if (e instanceof Problem problem) {
            err.println("lab: " + problem.what());
            err.println(problem.whatToDo());
            return problem.exit();
        }
        err.println("lab: " + e);
        err.println("this should not happen: LAB_DEBUG=1 shows where it did; please report it");
        return Problem.Kind.ENVIRONMENT.exit();
    }

    private static @Nullable AccessDeniedException denied(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException denied) {
                return denied;
            }
        }
        return null;
    }

    /** Most often an earlier lab was run by root, and its files in work/ are root's. */
    private static Problem notOurs(Path file) {
        String owner;
        try {
            owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException unknown) {
            owner = "somebody else";
        }
        var me = System.getProperty("user.name");
        return Problem.environment(
                "%s belongs to %s, and is not for %s".formatted(file, owner, me),
                "to make it yours: sudo chown -R %s '%s'".formatted(me, file));
    }

    private static int wrongUse(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var err = command.getErr();
        err.println("lab: " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("see: ./" + command.getCommandSpec().qualifiedName() + " --help");
        }
        return Problem.Kind.USAGE.exit();
    }
}
