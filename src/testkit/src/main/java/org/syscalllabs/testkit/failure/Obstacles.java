package org.syscalllabs.testkit.failure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.TcpSocket;

/** What may keep this machine from running a check, and what to do about it. */
public final class Obstacles {

    private Obstacles() {}

    /** A program that the kit runs is not on the PATH. */
    public static Problem programMissing(String name, String packageName) {
        return Problem.environment(
                name + " is not installed: the check needs it to see what the kernel sees",
                ("Debian, Ubuntu: sudo apt-get install %1$s\n"
                                + "Fedora: sudo dnf install %1$s; Alpine: sudo apk add %1$s")
                        .formatted(packageName));
    }

    /**
     * The kernel does not let strace trace.
     *
     * @param said what strace said
     * @param yama the value of kernel.yama.ptrace_scope, or empty where the file is missing
     */
    public static Problem ptraceForbidden(String said, String yama) {
        var scope = yama.isEmpty() ? "" : " (kernel.yama.ptrace_scope=" + yama + ")";
        return Problem.environment(
                "ptrace is forbidden%s: %s".formatted(scope, said),
                "in a container: start it with --cap-add=SYS_PTRACE\n"
                        + "on this machine: sudo sysctl kernel.yama.ptrace_scope=0");
    }

    /**
     * The server could not be started in its sandbox.
     *
     * @param said what bwrap said
     */
    public static Problem noSandbox(String said) {
        return Problem.environment(
                "the server can't be started in a sandbox: " + said,
                "a server that you trust runs without one: lab check --no-sandbox");
    }

    /** Another process listens where the server under test should. */
    public static Problem portBusy(int port, PortHolder holder) {
        return Problem.environment(
                "port %d is held by %s".formatted(port, holder),
                "end that program, or check on another port: --port 0 takes a free one");
    }

    /** Nothing listens there, but connections of an earlier server have the port. */
    public static Problem portLingers(int port, List<TcpSocket> connections) {
        var states =
                connections.stream()
                        .map(connection -> connection.state().name())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return Problem.environment(
                "old connections have port %d: %s".formatted(port, states),
                "try again when they have gone: TIME_WAIT ends within a minute\n"
                        + "or check on another port: --port 0 takes a free one");
    }

    /** The folder for the trace can't be written. */
    public static Problem cannotWrite(Path folder, IOException cause) {
        return because(
                cause, "can't write to " + folder, "free the disk, or give a folder of your own");
    }

    /** A recorded log can't be read. */
    public static Problem cannotRead(Path log, IOException cause) {
        return because(cause, "can't read " + log, "give a file that strace -o has written");
    }

    /**
     * No container engine answers.
     *
     * @param where the addresses that were asked
     * @param required whether this is a failure: else what needs one is skipped
     */
    public static Problem noEngine(String where, boolean required) {
        return Problem.environment(
                "no container engine answers at " + where,
                "start yours: sudo systemctl start docker\n"
                        + "or let root start one for one run: scripts/dev/with-docker make test\n"
                        + (required
                                ? "or do without: unset LAB_CONTAINERS, which says required"
                                : "to make this a failure: LAB_CONTAINERS=required"));
    }

    /** The lab container's image is not there, and could not be built. */
    public static Problem noImage(Path script, List<String> said) {
        return Problem.environment(
                "the lab container's image could not be built",
                String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size()))
                        + (said.isEmpty() ? "" : "\n")
                        + "try it alone: "
                        + FailureText.shown(script)
                        + "; or name an image: LAB_IMAGE=…");
    }

    /** The engine answers, but does not start the lab container. */
    public static Problem noContainer(RuntimeException refused) {
        Throwable cause = refused;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var problem =
                Problem.environment(
                        "the engine does not start the lab container: " + cause.getMessage(),
                        "see what it says itself: docker info; docker run --rm hello-world");
        problem.initCause(refused);
        return problem;
    }

    private static Problem because(IOException cause, String what, String whatToDo) {
        var problem = Problem.environment(what + ": " + cause.getMessage(), whatToDo);
        problem.initCause(cause);
        return problem;
    }
}
