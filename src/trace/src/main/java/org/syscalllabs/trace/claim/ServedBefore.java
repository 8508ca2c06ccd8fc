package org.syscalllabs.trace.claim;

import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/** The server's work for one client had ended before it took the other. */
record ServedBefore(String first, String second) implements Claim {

    @Override
    public String sentence() {
        return "%s is served before %s".formatted(first, second);
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final TwoClients both;
        private final Backlog backlog = new Backlog();
        private String waited = "";

        Watch(Follower server) {
            both = new TwoClients(server, first, second);
        }

        @Override
        public void see(Step step) {
            both.see(step);
            if (step instanceof Step.Accepted(Connection taken, Syscall _)
                    && taken.client().equals(second)
                    && !backlog.aheadOf(taken).isEmpty()) {
                waited += "; " + Backlog.sentence(second, taken.backlogWait().orElse(0));
            }
            backlog.see(step);
        }

        @Override
        public Verdict verdict() {
            var unseen = both.unseen();
            if (unseen != null) {
                return Verdict.undecided(sentence(), unseen);
            }
            for (var one : both.ones()) {
                for (var two : both.others()) {
                    if (one.endLine() >= two.beginLine()) {
                        return refuted(one, two);
                    }
                }
            }
            var table = both.table();
            both.ones().forEach(one -> table.add(one, "", first + " ends"));
            both.others().forEach(two -> table.add(two, second + " begins", ""));
            return Verdict.proved(
                    sentence(),
                    "%s was accepted after %s had left".formatted(second, first),
                    table.rows(),
                    both.because() + waited);
        }

        private Verdict refuted(Connection one, Connection two) {
            var table = both.table();
            var accept = two.accept();
            var reversed = two.endLine() < one.beginLine();
            if (accept != null && !reversed) {
                table.add(
                        accept, second, "%s is taken, %s is still there".formatted(second, first));
            }
            table.add(one, first + " begins", first + " ends").add(two, second + " begins", "");
            var when = "%s was accepted on line %d".formatted(second, two.beginLine());
            var finding =
                    reversed
                            ? "%s had left before %s was accepted".formatted(second, first)
                            : one.endLine() == Connection.NEVER
                                    ? "%s, and %s had not left before the log ended"
                                            .formatted(when, first)
                                    : "%s, before %s had left".formatted(when, first);
            return Verdict.refuted(
                    sentence(), finding, table.rows(), both.because(), ServedOneAtATime.HINT);
        }
    }
}
