package org.syscalllabs.testkit.machine;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.syscalllabs.proc.Deadline;

/**
 * Whether a server has been idle for a while: what has not come will not come. A while is time and
 * looks: on a machine that stood still between two looks, nothing had the time to come.
 */
public final class Quiet {

    private static final int LOOKS = 10;

    private final BooleanSupplier idle;
    private final Duration patience;
    private Deadline over;
    private int looks;
    private boolean found;

    /** From now on: the server is to be idle for as long as {@code patience} says. */
    public Quiet(Idleness idle, Duration patience) {
        this(idle::isReached, patience);
    }

    Quiet(BooleanSupplier idle, Duration patience) {
        this.idle = idle;
        this.patience = patience;
        over = Deadline.in(patience);
    }

    /**
     * Waits until the next look for what is to come is due. The last look is one after the server
     * was found quiet: what came just before that is seen.
     *
     * @return false when nothing comes any more, or the time is over
     */
    public boolean pause(Deadline deadline) {
        if (found) {
            return false;
        }
        found = isOver();
        return found || deadline.pause();
    }

    /** Whether it has been idle for that long, without a break. */
    private boolean isOver() {
        looks++;
        if (!idle.getAsBoolean()) {
            over = Deadline.in(patience);
            looks = 0;
        }
        return looks >= LOOKS && over.isOver();
    }
}
