package org.syscalllabs.cli.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.Trace;

/**
 * All that a check found out.
 *
 * @param findings one a claim, in the order in which they were judged
 * @param obstacle why this machine could not run the check, and what to do about it; null when it
 *     could
 * @param trace the server's trace with the names of the clients; null when there is none
 */
public record Outcome(
        Subject subject, List<Finding> findings, @Nullable String obstacle, @Nullable Trace trace) {

    /** What the check as a whole says. An obstacle says nothing of the server. */
    public Finding.Result result() {
        if (obstacle != null || findings.isEmpty()) {
            return Finding.Result.NOT_RUN;
        }
        for (var worst : List.of(Finding.Result.REFUTED, Finding.Result.PROVED)) {
            if (count(worst) > 0) {
                return worst;
            }
        }
        return Finding.Result.NOT_RUN;
    }

    /** 0 proved, 1 refuted, 3 the machine could not run it. */
    public int exitCode() {
        return switch (result()) {
            case PROVED -> 0;
            case REFUTED -> 1;
            case NOT_RUN -> 3;
        };
    }

    /** How many claims ended so. */
    public long count(Finding.Result result) {
        return findings.stream().filter(finding -> finding.result() == result).count();
    }

    /** The clients that waited in the backlog, in the order in which they were accepted. */
    List<Wait> waits() {
        return trace == null ? List.of() : Wait.in(trace);
    }
}
