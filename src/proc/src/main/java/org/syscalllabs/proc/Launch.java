package org.syscalllabs.proc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the kit starts a process: with the token of its run in the environment, so that it and all
 * that comes of it are found again, whatever becomes of the kit.
 */
public final class Launch {

    private final ProcessBuilder builder;

    private Launch(RunRecord run, List<String> command) {
        builder = new ProcessBuilder(command);
        builder.environment().put(RunRecord.TOKEN, run.id());
    }

    /** A command of this run, in the session of this program: Ctrl-C reaches it, too. */
    public static Launch of(RunRecord run, List<String> command) {
        return new Launch(run, command);
    }

    /**
     * The command that runs this one in a session of its own: Ctrl-C in the terminal is not meant
     * for it. setsid(1) calls setsid(2), then becomes the command: the PID stays the same.
     *
     * @see <a href="https://man7.org/linux/man-pages/man1/setsid.1.html">setsid(1)</a>
     */
    public static List<String> inSession(List<String> command) {
        return behind(List.of("setsid"), command);
    }

    /**
     * Like {@link #inSession}, and as a child of init, as services are: setsid(1) forks, and ends
     * as soon as it has.
     */
    public static List<String> inSessionOfInit(List<String> command) {
        return behind(List.of("setsid", "--fork"), command);
    }

    private static List<String> behind(List<String> setsid, List<String> command) {
        var launch = new ArrayList<>(setsid);
        launch.addAll(command);
        return launch;
    }

    /**
     * Of the variables that it would inherit, it gets only some; those of the kit's own it keeps.
     */
    public Launch inheritingOnly(Predicate<String> wanted) {
        builder.environment()
                .keySet()
                .removeIf(name ->
                        System.getenv().containsKey(name)
                                && !name.equals(RunRecord.TOKEN)
                                && !wanted.test(name));
        return this;
    }

    /** With one more variable in its environment. */
    public Launch with(String name, String value) {
        builder.environment().put(name, value);
        return this;
    }

    /**
     * Starts it; what it prints is to be read from the process.
     *
     * @throws IOException when there is no such program
     */
    public Process toPipe() throws IOException {
        return withoutInput().redirectErrorStream(true).start();
    }

    /**
     * Starts it; what it prints goes to this file, which is made anew.
     *
     * @throws IOException when there is no such program, or the file can't be written
     */
    public Process toFile(Path log) throws IOException {
        OwnFile.clear(log);
        return withoutInput().redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /**
     * Starts it, and lets it have this program's own input and output.
     *
     * @throws IOException when there is no such program
     */
    public Process toTerminal() throws IOException {
        return builder.inheritIO().start();
    }

    private ProcessBuilder withoutInput() {
        return builder.redirectInput(new File("/dev/null"));
    }
}
