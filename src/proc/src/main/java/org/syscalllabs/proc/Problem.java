package org.syscalllabs.proc;

/**
 * Something that stops a command or a check: one line that says what happened, then what to do
 * about it, one way a line. A program that ends of it prints both, no stack trace, and exits with
 * {@link #exit()}.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of problem it is: each kind has an exit code of its own. */
    public enum Kind {
        /** What was asked for is not so: a check refuted, a server that died. */
        REFUTED(1),
        /** Wrong use: an unknown lab, an unknown option. */
        USAGE(2),
        /** This machine can't run it: no strace, a busy port. Nothing is said of any server. */
        ENVIRONMENT(3),
        /** It can't be told: what would decide it is missing. */
        UNDECIDED(4);

        private final int exit;

        Kind(int exit) {
            this.exit = exit;
        }

        /** The exit code of a program that ends of it, 1 to 4. */
        public int exit() {
            return exit;
        }
    }

    private final Kind kind;
    private final String what;
    private final String whatToDo;

    private Problem(Kind kind, String what, String whatToDo) {
        super(Visible.of(what + "\n  " + whatToDo.replace("\n", "\n  ")));
        this.kind = kind;
        this.what = Visible.of(what);
        this.whatToDo = Visible.of(whatToDo);
    }

    /** What was asked for is not so. */
    public static Problem refuted(String what, String whatToDo) {
        return new Problem(Kind.REFUTED, what, whatToDo);
    }

    /** The command was used wrongly. */
    public static Problem usage(String what, String whatToDo) {
        return new Problem(Kind.USAGE, what, whatToDo);
    }

    /** This machine can't run it. */
    public static Problem environment(String what, String whatToDo) {
        return new Problem(Kind.ENVIRONMENT, what, whatToDo);
    }

    /** It can't be told. */
    public static Problem undecided(String what, String whatToDo) {
        return new Problem(Kind.UNDECIDED, what, whatToDo);
    }

    /** Which kind it is. */
    public Kind kind() {
        return kind;
    }

    /** What happened, or what stands in the way. One line, unless it shows what a program said. */
    public String what() {
        return what;
    }

    /** What to do about it, one way a line. */
    public String whatToDo() {
        return whatToDo;
    }

    /** The exit code, 1 to 4. */
    public int exit() {
        return kind.exit();
    }
}
