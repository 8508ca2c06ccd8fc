package org.syscalllabs.cli.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is checked.
 *
 * @param lab the lab's folder name, as {@code 03-many-clients}
 * @param command the server's command; empty when a recorded trace is judged
 * @param trace the path of the trace, as a student would type it; empty for an exercise
 * @param seed the seed of the lab's exercise, whose repair is checked; null when a server is
 * @param sandbox whether the server ran in a sandbox
 * @param fingerprints of what has decided
 */
public record Subject(
        String lab,
        List<String> command,
        String trace,
        @Nullable Long seed,
        boolean sandbox,
        Fingerprints fingerprints) {

    /** A server, or its recorded trace. */
    public Subject(String lab, List<String> command, String trace, boolean sandbox) {
        this(lab, command, trace, null, sandbox, Fingerprints.NONE);
    }

    /** The repair of a lab's exercise. */
    public static Subject ofExercise(String lab, long seed) {
        return new Subject(lab, List.of(), "", seed, false, Fingerprints.NONE);
    }
}
