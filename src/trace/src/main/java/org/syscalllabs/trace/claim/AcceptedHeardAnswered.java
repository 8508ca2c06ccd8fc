package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/**
 * Each client is accepted, then heard, then answered, whatever calls the server's language makes
 * for it: a JVM reads and writes where CPython calls recvfrom and sendto.
 */
record AcceptedHeardAnswered() implements Claim {

    private static final int SHOWN = 6;

    @Override
    public String sentence() {
        return "each client is accepted, then heard, then answered";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final List<Connection> first = new ArrayList<>();

        /** Those of which not all three have been seen yet. */
        private final List<Connection> incomplete = new ArrayList<>();

        private @Nullable Connection wrong;
        private int clients;
        private int seen;

        Watch(Follower server) {
            this.server = server;
        }

        @Override
        public void see(Step step) {
            switch (step) {
                case Step.Accepted(var connection, var _) -> {
                    clients++;
                    if (first.size() < SHOWN) {
                        first.add(connection);
                    }
                }
                case Step.Sent(var connection, var call, long bytes) -> {
                    // The first send of a connection decides, and comes but once.
                    if (bytes > 0 && connection.sent() == bytes) {
                        judge(connection, call);
                    }
                }
                case Step.Closed(var connection, var _) -> closed(connection);
                case Step.AcceptBegun _,
                        Step.BindFailed _,
                        Step.Ended _,
                        Step.Executed _,
                        Step.Listened _,
                        Step.NotAccepted _,
                        Step.Received _,
                        Step.ShutDown _,
                        Step.Signalled _,
                        Step.Spawned _,
                        Step.Waited _ -> {}
            }
        }

        private void judge(Connection connection, Syscall send) {
            seen++;
            var accept = connection.accept();
            var receive = connection.firstReceive();
            var right =
                    accept != null
                            && receive != null
                            && accept.before(receive)
                            && receive.before(send);
            if (!right && !connection.cameBeforeTheLog()) {
                wrong = earlier(wrong, connection);
            }
        }

        private void closed(Connection connection) {
            if (missing(connection) != null && incomplete.size() < SHOWN) {
                incomplete.add(connection);
            }
        }

        private static Connection earlier(@Nullable Connection one, Connection other) {
            return one == null || other.number() < one.number() ? other : one;
        }

        private static @Nullable String missing(Connection connection) {
            if (connection.cameBeforeTheLog()) {
                return null;
            }
            if (connection.accept() == null) {
                return "accepted";
            }
            if (connection.firstReceive() == null) {
                return "heard";
            }
            return connection.firstSend() == null ? "answered" : null;
        }

        @Override
        public Verdict verdict() {
            var unseen = Unseen.of(server);
            var bad = wrong;
            for (var connection : first) {
                if (missing(connection) != null) {
                    bad = earlier(bad, connection);
                }
            }
            for (var connection : incomplete) {
                bad = earlier(bad, connection);
            }
            if (unseen != null && (bad != null || clients == 0 || seen < clients)) {
                return Verdict.undecided(sentence(), unseen);
            }
            var stranger =
                    Unseen.stranger(sentence(), server, "what it was served before is not shown");
            if (stranger != null && bad == null) {
                return stranger;
            }
            if (bad != null) {
                var missing = missing(bad);
                return Verdict.refuted(
                        sentence(),
                        missing == null
                                ? bad.client() + " was answered before the request was received"
                                : "the trace does not show that %s was %s"
                                        .formatted(bad.client(), missing),
                        rows(List.of(bad)),
                        "",
                        "");
            }
            if (clients == 0) {
                return Verdict.undecided(sentence(), "the trace shows no client");
            }
            return unseen == null
                    ? Verdict.proved(sentence(), "", rows(first), "")
                    : Verdict.undecided(sentence(), unseen);
        }

        private List<Evidence> rows(List<Connection> connections) {
            var table = new EvidenceTable(server);
            for (var connection : connections) {
                add(table, connection, connection.accept());
                add(table, connection, connection.firstReceive());
                add(table, connection, connection.firstSend());
            }
            return table.rows();
        }

        private static void add(
                EvidenceTable table, Connection connection, @Nullable Syscall call) {
            if (call != null) {
                table.add(call, connection.client(), "");
            }
        }
    }
}
