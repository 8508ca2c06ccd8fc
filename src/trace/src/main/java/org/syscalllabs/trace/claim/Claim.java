package org.syscalllabs.trace.claim;

import java.util.function.Supplier;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;

/** A sentence about a server that a trace can prove or refute. {@link Claims} makes them. */
public interface Claim {

    /** The claim in words, such as {@code alice is served before bob}. */
    String sentence();

    /** Begins to judge: what it returns sees the steps of the server from the first one on. */
    Judge judge(Follower server);

    /**
     * Sees the steps of one server, keeps of them what decides, and says at the end what they show.
     */
    interface Judge extends Watcher {

        /** What the log, as far as it was read, says of the claim. */
        Verdict verdict();

        /** One that leaves the steps to a watcher, and judges by what it has kept of them. */
        static Judge of(Watcher watcher, Supplier<Verdict> verdict) {
            return new Judge() {
                @Override
                public void see(Step step) {
                    watcher.see(step);
                }

                @Override
                public Verdict verdict() {
                    return verdict.get();
                }
            };
        }
    }
}
