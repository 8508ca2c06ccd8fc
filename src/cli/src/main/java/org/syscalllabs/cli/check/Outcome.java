package org.syscalllabs.cli.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.trace.Overview;

/**
 * All that a check found out.
 *
 * @param findings one a claim, in the order in which they were judged
 * @param obstacle why this machine could not run the check, and what to do about it; null when it
 *     could
 * @param overview the server's trace with the names of the clients; null when there is none
 * @param spoken the language in which the server has answered the clients; null when it has not, or
 *     when no client has talked to it: of a recorded trace, and of an exercise
 */
public record Outcome(
        Subject subject,
        List<Finding> findings,
        @Nullable String obstacle,
        @Nullable Overview overview,
        @Nullable Dialect spoken) {

    /**
     * What the check as a whole says. What is refuted stays so, whatever else is undecided or met
     * an obstacle later; and it is proved only when every claim that applies is.
     */
    public Result result() {
        if (count(Result.REFUTED) > 0) {
            return Result.REFUTED;
        }
        if (obstacle != null) {
            return Result.NOT_RUN;
        }
        if (count(Result.UNDECIDED) > 0) {
            return Result.UNDECIDED;
        }
        return count(Result.PROVED) > 0 && count(Result.PROVED) == applying()
                ? Result.PROVED
                : Result.NOT_RUN;
    }

    /** 0 proved, 1 refuted, 3 the machine could not run it, 4 undecided. */
    public int exitCode() {
        return switch (result()) {
            case PROVED -> 0;
            case REFUTED -> 1;
            case NOT_RUN, DOES_NOT_APPLY -> 3;
            case UNDECIDED -> 4;
        };
    }

    /** How many claims ended so. */
    public long count(Result result) {
        return findings.stream().filter(finding -> finding.result() == result).count();
    }

    /** How many claims are about this server. */
    long applying() {
        return findings.stream().filter(Finding::applies).count();
    }
}
