package org.syscalllabs.testkit;

import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Verdict;

/** What the assertions of one check have judged, in their order, until it is taken. */
public final class Judgements {

    private final List<Judgement> since = new ArrayList<>();

    synchronized void note(TraceLog trace, Verdict verdict) {
        since.add(new Judgement(trace, verdict));
    }

    /** The judgements since the last call of this method. */
    public synchronized List<Judgement> take() {
        var taken = List.copyOf(since);
        since.clear();
        return taken;
    }
}
