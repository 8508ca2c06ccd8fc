package org.syscalllabs.trace.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/** The client had connected and spoken when the server, busy with another, came to accept it. */
record WaitedInBacklog(String client) implements Claim {

    @Override
    public String sentence() {
        return client + " waits in the backlog";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final WhoServes who;
        private final Backlog backlog = new Backlog();
        private final OfClient connections = new OfClient(client);
        private @Nullable Connection taken;
        private List<Connection> ahead = List.of();

        Watch(Follower server) {
            this.server = server;
            who = new WhoServes(server);
        }

        @Override
        public void see(Step step) {
            who.see(step);
            connections.see(step);
            if (step instanceof Step.Accepted(Connection connection, Syscall _)
                    && taken == null
                    && connection.client().equals(client)) {
                taken = connection;
                ahead = backlog.aheadOf(connection);
            }
            backlog.see(step);
        }

        @Override
        public Verdict verdict() {
            var unseen = Unseen.of(server, client, connections.connections());
            if (unseen != null) {
                return Verdict.undecided(sentence(), unseen);
            }
            var connection = connections.connections().getFirst();
            var wait = connection.backlogWait();
            var table = new EvidenceTable(server);
            if (wait.isEmpty()) {
                return Verdict.undecided(
                        sentence(),
                        "the log can't tell",
                        table.add(connection, "", "").rows(),
                        "it is not known when "
                                + client
                                + " sent its first byte: only a client of the kit tells, or a log"
                                + " that holds the client too",
                        "trace with -ttt: the other clocks can't be compared with a client's");
            }
            table.add(connection, client + " begins", "");
            ahead.forEach(other -> table.add(other, "", other.client() + " ends"));
            if (ahead.isEmpty()) {
                return Verdict.refuted(
                        sentence(),
                        wait.getAsLong() <= 0
                                ? client + " was accepted before its first byte"
                                : ("%s was accepted %s after its first byte, and waited for no "
                                                + "other client's end")
                                        .formatted(client, Backlog.duration(wait.getAsLong())),
                        table.rows(),
                        who.sentence(),
                        "");
            }
            return Verdict.proved(
                    sentence(),
                    Backlog.sentence(client, wait.getAsLong()),
                    table.rows(),
                    who.sentence());
        }
    }
}
