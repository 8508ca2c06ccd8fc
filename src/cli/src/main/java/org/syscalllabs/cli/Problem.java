package org.syscalllabs.cli;

import picocli.CommandLine.ExitCode;

/**
 * Something that stops a command: one line that says what happened, one that says what to do.
 *
 * <p>{@link Main} prints both and exits with {@link #exit()}; there is no stack trace.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The exit code for "what was asked for is not so": a check refuted, a server that died. */
    public static final int REFUTED = ExitCode.SOFTWARE;

    /** The exit code for wrong use: an unknown lab, an unknown option. */
    public static final int USAGE = ExitCode.USAGE;

    /** The exit code for a machine that can't run it: no strace, a busy port. */
    public static final int ENVIRONMENT = 3;

    private final int exit;
    private final String remedy;

    public Problem(int exit, String what, String remedy) {
        super(what);
        this.exit = exit;
        this.remedy = remedy;
    }

    public static Problem usage(String what, String remedy) {
        return new Problem(USAGE, what, remedy);
    }

    public static Problem refuted(String what, String remedy) {
        return new Problem(REFUTED, what, remedy);
    }

    public static Problem environment(String what, String remedy) {
        return new Problem(ENVIRONMENT, what, remedy);
    }

    /** 1, 2 or 3: see the constants. */
    public int exit() {
        return exit;
    }

    /** What to do about it; may be several lines. */
    public String remedy() {
        return remedy;
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
