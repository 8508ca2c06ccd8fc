package org.syscalllabs.testkit.machine;

import java.time.Duration;
import org.syscalllabs.proc.Deadline;

/**
 * Whether a server does nothing more of itself, as seen over one wait. It sleeps, and no timer is
 * about to wake it; or it polls, again and again, and nothing comes of it; or a thread of it
 * computes that serves no client, while those that serve sleep.
 */
public final class Idleness {

    /** A server that has polled as often, and got nothing, will get nothing. */
    private static final int POLLS = 200;

    /** How long a thread may compute before it is taken to serve no client. */
    private static final Duration COMPUTES = Duration.ofMillis(500);

    /** A call that sleeps longer than this is taken to sleep for good. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(3);

    private final AtRest rest;
    private final LiveCalls calls;
    private long moves;
    private long progress;
    private Deadline computing = Deadline.in(COMPUTES);

    Idleness(AtRest rest, LiveCalls calls) {
        this.rest = rest;
        this.calls = calls;
        begin();
    }

    private void begin() {
        moves = calls.moves();
        progress = calls.progress();
        computing = Deadline.in(COMPUTES);
    }

    /** Looks. Each time that the server has got on, the wait begins anew. */
    public boolean isReached() {
        return rest.isReachedForGood(LONGEST_TIMER) || isBusyInVain();
    }

    /** The same, where a timer does not matter: what it brings about is seen later. */
    public boolean isReachedForNow() {
        return rest.isReached() || isBusyInVain();
    }

    private boolean isBusyInVain() {
        if (calls.progress() != progress) {
            begin();
            return false;
        }
        if (calls.moves() - moves >= POLLS) {
            return true;
        }
        if (!rest.serversSleep()) {
            computing = Deadline.in(COMPUTES);
        }
        return computing.isOver();
    }
}
