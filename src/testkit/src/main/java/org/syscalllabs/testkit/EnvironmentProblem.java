package org.syscalllabs.testkit;

/**
 * This machine can't run the check: nothing is said about the server. Its message is one line that
 * says what is missing, then lines that say what to do.
 */
public final class EnvironmentProblem extends RuntimeException {

    private final String what;
    private final String whatToDo;

    private EnvironmentProblem(String what, String whatToDo) {
        super(what + "\n  " + whatToDo.replace("\n", "\n  "));
        this.what = what;
        this.whatToDo = whatToDo;
    }

    /** One line: what stands in the way. */
    public String what() {
        return what;
    }

    /** What to do about it, one way a line. */
    public String whatToDo() {
        return whatToDo;
    }

    /** No program of the name strace on the PATH. */
    static EnvironmentProblem straceMissing() {
        return new EnvironmentProblem(
                "strace is not installed: the check needs it to see what the kernel sees",
                "Debian, Ubuntu: sudo apt-get install strace\n"
                        + "Fedora: sudo dnf install strace; Alpine: sudo apk add strace");
    }

    /**
     * The kernel does not let strace trace.
     *
     * @param said what strace said
     * @param yama the value of kernel.yama.ptrace_scope, or empty where the file is missing
     */
    static EnvironmentProblem ptraceForbidden(String said, String yama) {
        var scope = yama.isEmpty() ? "" : " (kernel.yama.ptrace_scope=" + yama + ")";
        return new EnvironmentProblem(
                "ptrace is forbidden" + scope + ": " + said,
                "in a container: start it with --cap-add=SYS_PTRACE\n"
                        + "on this machine: sudo sysctl kernel.yama.ptrace_scope=0");
    }

    /** Someone else listens where the server under test should. */
    static EnvironmentProblem portBusy(int port, String holder) {
        return new EnvironmentProblem(
                "port " + port + " is held by " + holder,
                "end that program, or check on another port: --port 0 takes a free one");
    }

    /** The folder for the trace can't be written. */
    static EnvironmentProblem cannotWrite(java.nio.file.Path folder, java.io.IOException cause) {
        var problem =
                new EnvironmentProblem(
                        "can't write to " + folder + ": " + cause.getMessage(),
                        "free the disk, or give a folder of your own");
        problem.initCause(cause);
        return problem;
    }
}
