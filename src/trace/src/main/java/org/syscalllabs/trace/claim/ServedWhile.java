package org.syscalllabs.trace.claim;

import java.util.List;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;

/** Each of two clients was heard before the server's work for the other ended. */
record ServedWhile(String one, String other) implements Claim {

    @Override
    public String sentence() {
        return "%s and %s are served at the same time".formatted(one, other);
    }

    @Override
    public Judge judge(Follower server) {
        var both = new TwoClients(server, one, other);
        return Judge.of(both, () -> verdict(both));
    }

    private Verdict verdict(TwoClients both) {
        var unseen = both.unseen();
        if (unseen != null) {
            return Verdict.undecided(sentence(), unseen);
        }
        for (var a : both.ones()) {
            for (var b : both.others()) {
                if (heardBeforeEnd(a, b) && heardBeforeEnd(b, a)) {
                    return Verdict.proved(
                            sentence(),
                            "each was heard before the other had left",
                            evidence(both, a, b),
                            both.because());
                }
            }
        }
        return refuted(both, both.ones().getFirst(), both.others().getFirst());
    }

    private Verdict refuted(TwoClients both, Connection a, Connection b) {
        var swapped = !heardBeforeEnd(a, b);
        var late = swapped ? a : b;
        var early = swapped ? b : a;
        var finding =
                late.firstReceive() == null
                        ? "nothing was received from " + late.client()
                        : "%s's first receive came after %s"
                                        .formatted(late.client(), early.client())
                                + (early.close() == null ? " had left" : "'s close");
        return Verdict.refuted(
                sentence(),
                finding,
                evidence(both, early, late),
                both.because(),
                late.client() + " was connected already: the kernel queues who isn't accepted");
    }

    private static List<Evidence> evidence(TwoClients both, Connection a, Connection b) {
        return both.table()
                .add(a, "", a.client() + " ends")
                .add(b, b.client() + " begins", "")
                .rows();
    }

    /** {@code heard} was heard before the work for {@code other} ended. */
    private static boolean heardBeforeEnd(Connection heard, Connection other) {
        var first = heard.firstReceive();
        return first != null && first.endLine() < other.endLine();
    }
}
