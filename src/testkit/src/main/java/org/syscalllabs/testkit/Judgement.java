package org.syscalllabs.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.Trace;
import org.syscalllabs.trace.Verdict;

/**
 * What an assertion has judged: proved as well as refuted. JUnit tells a listener only of failures,
 * and a report needs the lines that prove, too.
 *
 * @param trace the trace, with its clients' names
 * @param verdict what it says of a claim
 */
public record Judgement(Trace trace, Verdict verdict) {

    private static final List<Judgement> SINCE = new ArrayList<>();

    /** The log that was judged; null when the trace is in no file. */
    public @Nullable Path log() {
        return TraceFiles.of(trace);
    }

    /** Notes a judgement, whatever it is. */
    static void note(Trace trace, Verdict verdict) {
        synchronized (SINCE) {
            SINCE.add(new Judgement(trace, verdict));
        }
    }

    /** The judgements since the last call of this method, in their order. */
    public static List<Judgement> take() {
        synchronized (SINCE) {
            var taken = List.copyOf(SINCE);
            SINCE.clear();
            return taken;
        }
    }
}
