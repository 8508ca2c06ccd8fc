package org.syscalllabs.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.testkit.machine.TracePipe;

/** strace, which watches a server until Ctrl-C, or until the server has ended. */
public final class StraceRun {
    private static final Duration ATTACHED = Duration.ofSeconds(5);

    private final Kit kit;
    private final String what;
    private final @Nullable ProcessIdentity server;

    /**
     * @param what the server's name in the record of this run
     * @param server the one that strace attaches to; null where it starts one
     */
    public StraceRun(Kit kit, String what, @Nullable ProcessIdentity server) {
        this.kit = kit;
        this.what = what;
        this.server = server;
    }

    /**
     * Lets strace have the terminal.
     *
     * @param strace the whole command
     * @return the exit code: 0, or that of the server that strace has started
     * @throws Problem when strace may not trace
     */
    public int toTerminal(List<String> strace) throws IOException, InterruptedException {
        return run(strace, null);
    }

    /**
     * Shows what strace writes as lines for a reader.
     *
     * @param strace the command, without where it writes to
     * @param command the server that it starts; empty where it attaches to one
     * @return as {@link #toTerminal}
     */
    public int compact(List<String> strace, List<String> command)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("lab-trace");
        var name = folder.resolve("pipe");
        try {
            var pipe = TracePipe.in(folder, "pipe", "rw-------");
            var whole = new ArrayList<>(strace);
            whole.addAll(List.of("-o", name.toString()));
            whole.addAll(command);
            return run(whole, pipe);
        } finally {
            Files.deleteIfExists(name);
            Files.delete(folder);
        }
    }

    private int run(List<String> command, @Nullable TracePipe pipe)
            throws IOException, InterruptedException {
        var run = kit.runs().begin("trace of " + what, command, 0, false);
        try {
            return watch(Launch.of(run, command), pipe);
        } finally {
            kit.runs().end(run);
        }
    }

    private int watch(Launch launch, @Nullable TracePipe pipe)
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
        if (pipe != null) {
            show(strace, pipe);
        }
        var exit = strace.waitFor();
        // 128 + a signal: strace had it before this process did.
        if (detaching.isDone() || (server != null && exit > 128)) {
            return 0;
        }
        if (server == null) {
            return exit;
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

    private void show(Process strace, TracePipe pipe) throws IOException {
        // A strace that could not even open the pipe lets us go.
        var gone = strace.onExit().thenRun(pipe::giveUp);
        try (var opened = pipe.open()) {
            if (server != null) {
                Deadline.in(ATTACHED)
                        .waitFor(() -> !strace.isAlive() || ProcFile.tracer(server.pid()) > 0);
                if (!strace.isAlive()) {
                    return;
                }
            }
            new CompactTrace(kit.out(), server == null ? 0 : server.pid()).show(opened);
        }
        gone.join();
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
