package org.syscalllabs.testkit.failure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.Verdict;

/** The trace refutes what a test claims: what was expected, what was, the lines, and why. */
public final class ClaimRefuted extends AssertionError {

    private final Verdict.Refuted verdict;

    /**
     * @param trace the log that was judged, or null when it is in no file
     */
    public ClaimRefuted(Verdict.Refuted verdict, @Nullable Path trace) {
        super(verdict.text() + FailureText.where(verdict, trace));
        this.verdict = verdict;
    }

    /** What the trace says of the claim. */
    public Verdict.Refuted verdict() {
        return verdict;
    }
}
