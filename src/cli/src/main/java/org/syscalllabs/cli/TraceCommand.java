package org.syscalllabs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.watch.StraceRun;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.trace.strace.Family;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lab trace}: strace on a server, until Ctrl-C. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        header = "Watch the system calls of a server: a lab's, or any other.",
        description = {
            "One line a call that accepts, receives or sends, whatever its name, and of what"
                    + " starts, waits, and ends: when, which thread, which call, what came of it,"
                    + " the client's port, the bytes. A call that sleeps has no result yet.",
            "Without a lab, a PID and a command: who listens on $PORT, else on 6379.",
            "Ctrl-C ends it. The server goes on; one that was started here gets the Ctrl-C, too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab trace 1                  the server of lab 1",
            "  ./lab trace --pid 4711         any other that runs",
            "  ./lab trace -- ./server 7000   one that is started now, from its first call on",
            "  ./lab trace 1 --raw            strace's own lines",
            "  ./lab trace 1 -e network       strace's own, of every call of the network",
            "  ./lab trace 1 -T               and how long each call took",
            "  ./lab trace 1 -c               count them; the table comes at Ctrl-C",
        })
final class TraceCommand implements Callable<Integer> {
    /** What a server calls that is written on the kit's own system calls. */
    private static final String RAW = "accept4,recvmsg,sendmsg";

    /** What any server calls for its clients. */
    private static final String FAMILIES =
            Family.filter(Family.ACCEPT, Family.RECEIVE, Family.SEND);

    /** What has lines in the compact form. */
    private static final String COMPACT =
            Family.filter(
                    Family.ACCEPT,
                    Family.RECEIVE,
                    Family.SEND,
                    Family.WAIT,
                    Family.SPAWN,
                    Family.UNFOLLOWED,
                    Family.PROCESS,
                    Family.DESCRIPTOR);

    private final Kit kit;

    @Mixin private final LabOrCommand server = new LabOrCommand();

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            description = "The process to attach to.")
    private long pid;

    @Option(names = "--raw", description = "strace's own lines, and the command that gets them.")
    private boolean raw;

    @Option(
            names = {"-e", "--calls"},
            paramLabel = "CALLS",
            description = "Which calls, as strace's -e trace=CALLS has them; raw.")
    private @Nullable String calls;

    @Option(names = "-T", description = "The time that each call took, in seconds; raw.")
    private boolean durations;

    @Option(names = "-c", description = "No lines: a table of counts and times at the end.")
    private boolean summary;

    /**
     * What is traced.
     *
     * @param what its name in the record of this run
     * @param process the server, where it runs already
     * @param command the server, where it is to be started
     * @param usual the calls that its raw trace shows, unless others are asked for
     */
    private record Target(
            String what, @Nullable ProcessIdentity process, List<String> command, String usual) {}

    TraceCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var target = target();
        var process = target.process();
        var command = new ArrayList<>(List.of("strace", "-f")); // main() of a JVM is a thread
        if (process != null) {
            command.addAll(List.of("-p", Long.toString(process.pid())));
        }
        if (raw || calls != null || durations || summary) {
            command.addAll(ofItsOwn(target.usual()));
            command.addAll(target.command());
            kit.err().println("+ " + String.join(" ", command));
            return new StraceRun(kit, target.what(), target.process()).toTerminal(command);
        }
        return compact(target, command);
    }

    /** One of: a lab, a PID, a command; none of them is whoever has the port. */
    private Target target() throws IOException {
        if (server.count() + (pid > 0 ? 1 : 0) > 1) {
            throw Problem.usage(
                    "one server at a time: a lab, --pid, or a command after --",
                    "./lab trace --help has examples");
        }
        var command = server.command();
        if (!command.isEmpty()) {
            return new Target(command.getFirst(), null, command, FAMILIES);
        }
        if (server.lab().isEmpty()) {
            var wanted = pid > 0 ? pid : holder();
            var process =
                    ProcessIdentity.of(wanted)
                            .orElseThrow(() ->
                                    Problem.usage(
                                            "there is no process " + wanted,
                                            "scripts/server-pid finds a server's"));
            return new Target("PID " + wanted, process, List.of(), FAMILIES);
        }
        var lab = kit.labs().find(server.lab().get());
        var running = RunningServer.of(kit, lab).run().process();
        return new Target(lab.name(), running, List.of(), usual(lab));
    }

    private static long holder() {
        var told = System.getenv().getOrDefault("PORT", "6379");
        var port = told.matches("[0-9]{1,5}") ? Integer.parseInt(told) : 0;
        return PortHolder.of(port)
                .map(PortHolder::pid)
                .filter(found -> found > 0)
                .orElseThrow(() ->
                        Problem.environment(
                                "nobody is seen to listen on port " + told,
                                "./lab start 1, or name a lab, --pid PID, or a command after --"));
    }

    private static String usual(Lab lab) throws IOException {
        var source = Files.readString(lab.server());
        return source.contains("import org.syscalllabs.syscalls.")
                        || source.contains("import module org.syscalllabs.syscalls")
                ? RAW
                : FAMILIES;
    }

    private List<String> ofItsOwn(String usual) {
        var options = new ArrayList<String>();
        options.add("-e");
        options.add("trace=" + (calls != null ? calls.replaceFirst("^trace=", "") : usual));
        options.add(summary ? "-c" : "-tt");
        if (durations) {
            options.add("-T");
        }
        return options;
    }

    private int compact(Target target, List<String> command)
            throws IOException, InterruptedException {
        command.addAll(List.of("-q", "-tt", "-yy", "-s", "80", "-e", "trace=" + COMPACT));
        if (target.process() == null) {
            command.add("--seccomp-bpf");
        }
        var who = target.process() == null ? target.what() : "PID " + target.process().pid();
        kit.err().printf("strace watches %s (--raw: its own lines); Ctrl-C ends it%n", who);
        return new StraceRun(kit, target.what(), target.process())
                .compact(command, target.command());
    }
}
