package org.syscalllabs.testkit;

import java.time.Duration;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.testkit.machine.Idleness;

/** Whether a server has been idle for a while: what has not come will not come. */
final class Quiet {

    private final Idleness idle;
    private final Duration patience;
    private Deadline over;

    Quiet(TracedRun run, Duration patience) {
        idle = run.rest().idleness();
        this.patience = patience;
        over = Deadline.in(patience);
    }

    boolean isOver() {
        if (!idle.isReached()) {
            over = Deadline.in(patience);
        }
        return over.isOver();
    }
}
