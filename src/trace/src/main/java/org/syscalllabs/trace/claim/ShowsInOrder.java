package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/** A client's connection shows these calls in this order, each ended before the next began. */
record ShowsInOrder(String client, List<String> calls) implements Claim {

    private static final int NAMES = 20;

    @Override
    public String sentence() {
        return "%s's connection shows %s".formatted(client, String.join(" → ", calls));
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final OfClient connections = new OfClient(client);
        private final Map<Connection, List<Syscall>> found = new HashMap<>();
        private final Set<String> names = new LinkedHashSet<>();

        Watch(Follower server) {
            this.server = server;
        }

        @Override
        public void see(Step step) {
            connections.see(step);
            switch (step) {
                case Step.Accepted(var connection, var call) -> saw(connection, call);
                case Step.Received(var connection, var call, var _) -> saw(connection, call);
                case Step.Sent(var connection, var call, var _) -> saw(connection, call);
                case Step.ShutDown(var connection, var call) -> saw(connection, call);
                case Step.Closed(var connection, var by) -> {
                    if (by instanceof Syscall call && call.name().equals("close")) {
                        saw(connection, call);
                    }
                }
                case Step.AcceptBegun _,
                        Step.BindFailed _,
                        Step.Ended _,
                        Step.Executed _,
                        Step.Listened _,
                        Step.NotAccepted _,
                        Step.Signalled _,
                        Step.Spawned _,
                        Step.Waited _ -> {}
            }
        }

        private void saw(Connection connection, Syscall call) {
            if (!connection.client().equals(client)) {
                return;
            }
            if (names.size() < NAMES) {
                names.add(call.name());
            }
            var so = found.computeIfAbsent(connection, c -> new ArrayList<>());
            var next =
                    so.size() < calls.size()
                            && call.finished()
                            && call.name().equals(calls.get(so.size()))
                            && (so.isEmpty() || so.getLast().before(call));
            if (next) {
                so.add(call.inShort());
            }
        }

        @Override
        public Verdict verdict() {
            var unseen = server.orderUnknown();
            if (unseen == null && connections.connections().isEmpty()) {
                unseen = "the log shows no connection of " + client + Unseen.likely(server.sight());
            }
            if (unseen != null) {
                return Verdict.undecided(sentence(), unseen);
            }
            List<Syscall> best = List.of();
            for (var connection : connections.connections()) {
                var so = found.getOrDefault(connection, List.of());
                best = so.size() > best.size() ? so : best;
            }
            var table = new EvidenceTable(server);
            best.forEach(call -> table.add(call, client, ""));
            var because = "the calls on this connection are " + String.join(", ", names);
            if (best.size() == calls.size()) {
                return Verdict.proved(sentence(), "", table.rows(), because);
            }
            var missing = calls.get(best.size());
            return Verdict.refuted(
                    sentence(),
                    best.isEmpty()
                            ? "no " + missing + " at all"
                            : "no %s after %s".formatted(missing, best.getLast().name()),
                    table.rows(),
                    because,
                    "other programs make other calls for the same deed: see Family");
        }
    }
}
