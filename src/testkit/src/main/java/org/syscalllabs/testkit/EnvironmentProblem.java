package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.TcpSocket;

/**
 * This machine can't run the check: nothing is said about the server. Its message is one line that
 * says what is missing, then lines that say what to do.
 */
public final class EnvironmentProblem extends RuntimeException {

    private final String what;
    private final String whatToDo;
    private final long holder;

    private EnvironmentProblem(String what, String whatToDo, long holder) {
        super(what + "\n  " + whatToDo.replace("\n", "\n  "));
        this.what = what;
        this.whatToDo = whatToDo;
        this.holder = holder;
    }

    /** One line: what stands in the way. */
    public String what() {
        return what;
    }

    /** What to do about it, one way a line. */
    public String whatToDo() {
        return whatToDo;
    }

    /** The PID of the process that holds the port; 0 when that is not the problem. */
    public long holder() {
        return holder;
    }

    private static EnvironmentProblem of(String what, String whatToDo) {
        return new EnvironmentProblem(what, whatToDo, 0);
    }

    /** A program that the kit runs is not on the PATH. */
    static EnvironmentProblem programMissing(String name, String packageName) {
        return EnvironmentProblem.of(
                name + " is not installed: the check needs it to see what the kernel sees",
                "Debian, Ubuntu: sudo apt-get install "
                        + packageName
                        + "\nFedora: sudo dnf install "
                        + packageName
                        + "; Alpine: sudo apk add "
                        + packageName);
    }

    /**
     * The kernel does not let strace trace.
     *
     * @param said what strace said
     * @param yama the value of kernel.yama.ptrace_scope, or empty where the file is missing
     */
    static EnvironmentProblem ptraceForbidden(String said, String yama) {
        var scope = yama.isEmpty() ? "" : " (kernel.yama.ptrace_scope=" + yama + ")";
        return EnvironmentProblem.of(
                "ptrace is forbidden" + scope + ": " + said,
                "in a container: start it with --cap-add=SYS_PTRACE\n"
                        + "on this machine: sudo sysctl kernel.yama.ptrace_scope=0");
    }

    /** Someone else listens where the server under test should. */
    static EnvironmentProblem portBusy(int port, PortHolder holder) {
        return new EnvironmentProblem(
                "port " + port + " is held by " + holder,
                "end that program, or check on another port: --port 0 takes a free one",
                holder.pid());
    }

    /** Nobody listens there, but connections of somebody before have the port. */
    static EnvironmentProblem portLingers(int port, List<TcpSocket> connections) {
        var states =
                connections.stream()
                        .map(connection -> connection.state().name())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return of(
                "old connections have port " + port + ": " + states,
                "try again when they have gone: TIME_WAIT ends within a minute\n"
                        + "or check on another port: --port 0 takes a free one");
    }

    /** The folder for the trace can't be written. */
    static EnvironmentProblem cannotWrite(Path folder, IOException cause) {
        return because(
                cause, "can't write to " + folder, "free the disk, or give a folder of your own");
    }

    /** A recorded log can't be read. */
    static EnvironmentProblem cannotRead(Path log, IOException cause) {
        return because(cause, "can't read " + log, "give a file that strace -o has written");
    }

    /**
     * No container engine answers.
     *
     * @param where the addresses that were asked
     * @param required whether this is a failure: else what needs one is skipped
     */
    static EnvironmentProblem noEngine(String where, boolean required) {
        return of(
                "no container engine answers at " + where,
                "start yours: sudo systemctl start docker\n"
                        + "or let root start one for one run: scripts/dev/with-docker make test\n"
                        + (required
                                ? "or do without: unset LAB_CONTAINERS, which says required"
                                : "to make this a failure: LAB_CONTAINERS=required"));
    }

    /** The lab container's image is not there, and could not be built. */
    static EnvironmentProblem noImage(Path script, List<String> said) {
        return of(
                "the lab container's image could not be built",
                String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size()))
                        + (said.isEmpty() ? "" : "\n")
                        + "try it alone: "
                        + FailureText.shown(script)
                        + "; or name an image: LAB_IMAGE=…");
    }

    /** The engine answers, but does not start the lab container. */
    static EnvironmentProblem noContainer(RuntimeException refused) {
        Throwable cause = refused;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var problem =
                of(
                        "the engine does not start the lab container: " + cause.getMessage(),
                        "see what it says itself: docker info; docker run --rm hello-world");
        problem.initCause(refused);
        return problem;
    }

    private static EnvironmentProblem because(IOException cause, String what, String whatToDo) {
        var problem = of(what + ": " + cause.getMessage(), whatToDo);
        problem.initCause(cause);
        return problem;
    }
}
