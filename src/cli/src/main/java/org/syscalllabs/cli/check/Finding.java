package org.syscalllabs.cli.check;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.Verdict;

/**
 * What became of one claim.
 *
 * @param test the test method, as {@code ManyClientsTest.oneAtATime}
 * @param claim the sentence that the test is called
 * @param lines the trace lines that decided, ascending; empty when no line did
 * @param log the name of the file that has these lines, when it is not the check's first trace:
 *     that of another server beside it, or of both; else empty
 * @param message why it was refuted, undecided or not run, several lines long; when it was proved,
 *     what was seen, in one line, or empty
 * @param verdict the judgement of the trace behind it, if a trace was judged
 * @param took how long the test ran
 */
public record Finding(
        String test,
        String claim,
        Result result,
        List<Integer> lines,
        String log,
        String message,
        @Nullable Verdict verdict,
        Duration took) {

    /** What is said of a claim that falls with an earlier one: a cause is told once. */
    public static final String SAME_REASON = "for the same reason";

    /** A claim of which the check's first trace says all that there is to say. */
    public Finding(
            String test,
            String claim,
            Result result,
            List<Integer> lines,
            String message,
            @Nullable Verdict verdict,
            Duration took) {
        this(test, claim, result, lines, "", message, verdict, took);
    }

    /** {@code lines 4 9}, or {@code lines 4 9 of trace-b.log}; empty when no line decided. */
    String where() {
        return lines.isEmpty()
                ? ""
                : lines.stream().map(String::valueOf).collect(Collectors.joining(" ", "lines ", ""))
                        + (log.isEmpty() ? "" : " of " + log);
    }

    /** Whether the claim is one about this server: one that is not is not counted. */
    public boolean applies() {
        return result != Result.DOES_NOT_APPLY;
    }

    /** What can become of a claim. */
    public enum Result {
        PROVED("proved"),
        REFUTED("refuted"),
        /** The trace can't tell. */
        UNDECIDED("undecided"),
        /** Nothing could be said, because the test could not run, or would only say it again. */
        NOT_RUN("not run"),
        /** The claim is about another kind of server. */
        DOES_NOT_APPLY("not run");

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
