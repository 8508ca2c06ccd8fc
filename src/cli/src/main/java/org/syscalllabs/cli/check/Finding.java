package org.syscalllabs.cli.check;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.Verdict;

/**
 * What became of one claim.
 *
 * @param test the test method, as {@code ManyClientsTest.oneAtATime}
 * @param claim the sentence that the test is called
 * @param lines the trace lines that decided, ascending; empty when no line did
 * @param message why it was refuted or not run, several lines long; when it was proved, what was
 *     seen, in one line, or empty
 * @param verdict the judgement of the trace behind it, if a trace was judged
 * @param took how long the test ran
 */
public record Finding(
        String test,
        String claim,
        Result result,
        List<Integer> lines,
        String message,
        @Nullable Verdict verdict,
        Duration took) {

    /** A claim is proved or refuted; or nothing could be said because the test could not run. */
    public enum Result {
        PROVED("proved"),
        REFUTED("refuted"),
        NOT_RUN("not run");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
