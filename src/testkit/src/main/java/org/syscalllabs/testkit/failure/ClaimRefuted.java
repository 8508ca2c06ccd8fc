package org.syscalllabs.testkit.failure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.Verdict;

/** The trace does not show what a test claims: what was expected, what was, the lines, and why. */
public final class ClaimRefuted extends AssertionError {

    private final Verdict verdict;

    /**
     * @param trace the log that was judged, or null when it is in no file
     */
    public ClaimRefuted(Verdict verdict, @Nullable Path trace) {
        super(verdict.text() + where(verdict, trace));
        this.verdict = verdict;
    }

    /** What the trace says of the claim. */
    public Verdict verdict() {
        return verdict;
    }

    private static String where(Verdict verdict, @Nullable Path trace) {
        if (trace == null) {
            return "";
        }
        var line = verdict.line() > 0 ? ":" + verdict.line() : "";
        return "trace:    " + FailureText.shown(trace) + line;
    }
}
