package org.syscalllabs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.trace.strace.Family;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab trace}: strace on a lab's running server, until Ctrl-C. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        header = "Watch the system calls of a lab's running server.",
        description = {
            "Shows the strace command, then its output, until Ctrl-C. The server goes on.",
            "Without -e: the calls that accept, receive and send."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab trace 1                  accept, receive, send, with the time",
            "  ./lab trace 1 -e network       every call of the network",
            "  ./lab trace 1 -T               how long each call took",
            "  ./lab trace 1 -c               count them; the table comes at Ctrl-C",
        })
final class TraceCommand implements Callable<Integer> {
    /** What a server calls that is written on the kit's own system calls. */
    private static final String RAW = "accept4,recvmsg,sendmsg";

    private final Kit kit;

    @Parameters(paramLabel = "LAB", description = "its number: 1, 01 or 01-start-server")
    private String wanted = "";

    @Option(
            names = {"-e", "--calls"},
            paramLabel = "CALLS",
            description = "which calls, as strace's -e trace=CALLS has them")
    private @Nullable String calls;

    @Option(names = "-T", description = "the time that each call took, in seconds")
    private boolean durations;

    @Option(names = "-c", description = "no lines: a table of counts and times at the end")
    private boolean summary;

    TraceCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var lab = kit.labs().find(wanted);
        var server = RunningServer.of(kit, lab);
        var command = command(lab, server.pid());
        kit.err().println("+ " + String.join(" ", command));
        var run = kit.runs().begin("trace of " + lab.name(), command, server.run().port(), false);
        try {
            return watch(Launch.of(run, command), server.run().process());
        } finally {
            kit.runs().end(run);
        }
    }

    private List<String> command(Lab lab, long pid) throws IOException {
        // Without -f strace would see one thread, and main() of a JVM runs on another.
        var command = new ArrayList<>(List.of("strace", "-f", "-p", Long.toString(pid)));
        command.add("-e");
        command.add("trace=" + (calls != null ? calls.replaceFirst("^trace=", "") : usual(lab)));
        command.add(summary ? "-c" : "-tt");
        if (durations) {
            command.add("-T");
        }
        return command;
    }

    private static String usual(Lab lab) throws IOException {
        var source = Files.readString(lab.server());
        return source.contains("import org.syscalllabs.syscalls.")
                        || source.contains("import module org.syscalllabs.syscalls")
                ? RAW
                : Family.filter(Family.ACCEPT, Family.RECEIVE, Family.SEND);
    }

    /** Lets strace have the terminal until it ends, by Ctrl-C or with the server. */
    private Integer watch(Launch launch, ProcessIdentity server)
            throws IOException, InterruptedException {
        var interrupted = new CompletableFuture<Void>();
        // strace detaches on a signal, and the server goes on. A Ctrl-C reaches strace by itself;
        // a `kill -INT` of this process does not. Before the start: from then on it may come.
        for (var signal : List.of("INT", "TERM", "HUP")) {
            Signals.register(signal, () -> interrupted.complete(null));
        }
        Process strace;
        try {
            strace = launch.toTerminal();
        } catch (IOException e) {
            throw Problem.environment("strace is not installed", "sudo apt-get install strace");
        }
        var detaching = interrupted.thenRun(strace::destroy);
        var exit = strace.waitFor();
        // 128 + a signal: strace had it before this process did.
        if (detaching.isDone() || exit > 128) {
            return 0;
        }
        if (!server.isAlive()) {
            kit.err().println("the server has ended");
            return 0;
        }
        if (exit == 0) {
            return 0;
        }
        throw refused(server);
    }

    /** strace has said that it may not; here is why. */
    private static Problem refused(ProcessIdentity server) throws IOException {
        var tracer = ProcFile.tracer(server.pid());
        if (tracer > 0) {
            return Problem.environment(
                    "the server is traced already, by process " + tracer,
                    "a process has one tracer at most: end the other one with Ctrl-C");
        }
        var yama = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        var scope = Files.isReadable(yama) ? Files.readString(yama).strip() : "0";
        if (!scope.equals("0")) {
            return Problem.environment(
                    "strace may not attach: kernel.yama.ptrace_scope=" + scope,
                    "allow it: sudo sysctl kernel.yama.ptrace_scope=0");
        }
        return Problem.environment(
                "strace could not attach: see what it said",
                "in a container: start it with --cap-add=SYS_PTRACE");
    }
}
