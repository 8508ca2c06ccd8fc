package org.syscalllabs.testkit.failure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.Verdict;

/**
 * The trace can't tell whether a test's claim is so: what is missing, and what would decide it. It
 * is never a pass, and says nothing against the server either.
 */
public final class ClaimUndecided extends AssertionError {

    private final Verdict.Undecided verdict;

    /**
     * @param trace the log that was judged, or null when it is in no file
     */
    public ClaimUndecided(Verdict.Undecided verdict, @Nullable Path trace) {
        super(verdict.text() + FailureText.where(verdict, trace));
        this.verdict = verdict;
    }

    /** What the trace says of the claim. */
    public Verdict.Undecided verdict() {
        return verdict;
    }
}
