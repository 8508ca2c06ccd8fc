package org.syscalllabs.trace.claim;

import java.util.List;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/** Each of two clients was heard before the server's work for the other ended. */
record ServedWhile(String one, String other) implements Claim {

    @Override
    public String sentence() {
        return one + " and " + other + " are served at the same time";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final WhoServes who;
        private final OfClient ones = new OfClient(one);
        private final OfClient others = new OfClient(other);

        Watch(Follower server) {
            this.server = server;
            who = new WhoServes(server);
        }

        @Override
        public void see(Step step) {
            who.see(step);
            ones.see(step);
            others.see(step);
        }

        @Override
        public Verdict verdict() {
            String unseen = Unseen.of(server, one, ones.connections());
            if (unseen == null) {
                unseen = Unseen.of(server, other, others.connections());
            }
            if (unseen != null) {
                return Verdict.undecided(sentence(), unseen);
            }
            for (Connection a : ones.connections()) {
                for (Connection b : others.connections()) {
                    if (heardBeforeEnd(a, b) && heardBeforeEnd(b, a)) {
                        return Verdict.proved(
                                sentence(),
                                "each was heard before the other had left",
                                table(a, b),
                                who.sentence());
                    }
                }
            }
            return refuted(ones.connections().getFirst(), others.connections().getFirst());
        }

        private Verdict refuted(Connection a, Connection b) {
            boolean swapped = !heardBeforeEnd(a, b);
            Connection late = swapped ? a : b;
            Connection early = swapped ? b : a;
            String finding =
                    late.firstReceive() == null
                            ? "nothing was received from " + late.client()
                            : late.client()
                                    + "'s first receive came after "
                                    + early.client()
                                    + (early.close() == null ? " had left" : "'s close");
            return Verdict.refuted(
                    sentence(),
                    finding,
                    table(early, late),
                    who.sentence(),
                    late.client() + " was connected already: the kernel queues who isn't accepted");
        }

        private List<Evidence> table(Connection a, Connection b) {
            return new EvidenceTable(server)
                    .add(a, "", a.client() + " ends")
                    .add(b, b.client() + " begins", "")
                    .rows();
        }
    }

    /** {@code heard} was heard before the work for {@code other} ended. */
    private static boolean heardBeforeEnd(Connection heard, Connection other) {
        Syscall first = heard.firstReceive();
        return first != null && first.endLine() < other.endLine();
    }
}
