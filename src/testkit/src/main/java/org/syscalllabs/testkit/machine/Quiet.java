package org.syscalllabs.testkit.machine;

import java.time.Duration;
import org.syscalllabs.proc.Deadline;

/** Whether a server has been idle for a while: what has not come will not come. */
public final class Quiet {

    private final Idleness idle;
    private final Duration patience;
    private Deadline over;

    /** From now on: the server is to be idle for as long as {@code patience} says. */
    public Quiet(Idleness idle, Duration patience) {
        this.idle = idle;
        this.patience = patience;
        over = Deadline.in(patience);
    }

    /** Whether it has been idle for that long, without a break. */
    public boolean isOver() {
        if (!idle.isReached()) {
            over = Deadline.in(patience);
        }
        return over.isOver();
    }
}
