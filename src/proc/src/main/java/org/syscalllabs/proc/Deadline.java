package org.syscalllabs.proc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The bound of a wait for a fact: looks again every few milliseconds, never longer than said. */
public final class Deadline {

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(2);

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** From now on. */
    public static Deadline in(Duration bound) {
        return new Deadline(System.nanoTime() + bound.toNanos());
    }

    /** Whether the time has passed. */
    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Waits until the next look is due; false when the time is over. */
    public boolean pause() {
        if (isOver()) {
            return false;
        }
        LockSupport.parkNanos(BETWEEN_LOOKS);
        return true;
    }

    /** Waits for a fact; false when it did not come about in time. */
    public boolean waitFor(BooleanSupplier fact) {
        do {
            if (fact.getAsBoolean()) {
                return true;
            }
        } while (pause());
        return fact.getAsBoolean();
    }
}
