package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.dialogue.Counts;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/** Each request of each client got one reply: not before it was asked, not two, not none. */
record EveryRequestGotOneReply() implements Claim {

    @Override
    public String sentence() {
        return "every request gets one reply";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    /** What a connection's requests and replies come to. */
    private record Fault(
            Connection connection,
            boolean decided,
            String finding,
            String because,
            List<Evidence> evidence) {}

    /** A reply that a thread sent to one client after it had received another's request. */
    private record Crossed(Connection asked, Syscall receive, Connection told, Syscall send) {}

    private final class Watch implements Judge {
        private final Follower server;
        private final Map<Connection, Dialogue> open = new HashMap<>();

        /** The dialogue of the last call: most often the next one is of it, too. */
        private @Nullable Dialogue latest;

        private @Nullable Connection latestConnection;

        /** The latest request that a thread has received, until it sends something for it. */
        private final Map<Integer, Map.Entry<Connection, Syscall>> received = new HashMap<>();

        private final List<Syscall> firstMoves = new ArrayList<>();
        private @Nullable Connection first;
        private @Nullable Fault refuted;
        private @Nullable Fault undecided;
        private @Nullable Crossed crossed;
        private long requests;
        private boolean foreign;

        Watch(Follower server) {
            this.server = server;
        }

        @Override
        public void see(Step step) {
            switch (step) {
                case Step.Received(var connection, var call, long bytes) ->
                        received(connection, call, bytes);
                case Step.Sent(var connection, var call, long bytes) ->
                        sent(connection, call, bytes);
                case Step.Closed(var connection, var _) -> {
                    var dialogue = open.remove(connection);
                    latest = null;
                    if (dialogue != null) {
                        judge(connection, dialogue);
                    }
                }
                case Step.Ended(var exit) -> received.remove(exit.tid());
                case Step.AcceptBegun _,
                        Step.Accepted _,
                        Step.BindFailed _,
                        Step.Executed _,
                        Step.Listened _,
                        Step.NotAccepted _,
                        Step.ShutDown _,
                        Step.Signalled _,
                        Step.Spawned _,
                        Step.Waited _ -> {}
            }
        }

        private Dialogue moved(Connection connection, Syscall call) {
            if (first == null || connection.number() < first.number()) {
                first = connection;
                firstMoves.clear();
            }
            if (first == connection && firstMoves.size() < Dialogue.SHOWN) {
                firstMoves.add(call.inShort());
            }
            var dialogue = latest;
            if (dialogue == null || latestConnection != connection) {
                dialogue = open.computeIfAbsent(connection, c -> new Dialogue());
                latest = dialogue;
                latestConnection = connection;
            }
            dialogue.move(call);
            return dialogue;
        }

        private void received(Connection connection, Syscall call, long bytes) {
            var dialogue = moved(connection, call);
            if (bytes == 0 || dialogue.blindAt != null) {
                return;
            }
            var before = dialogue.asked.requests();
            dialogue.asked.feed(call.payload());
            if (dialogue.asked.requests() > dialogue.answered.begun()) {
                dialogue.answered.askedAgain();
            }
            dialogue.lastRequest = call.inShort();
            if (dialogue.asked.requests() > before) {
                received.put(call.tid(), Map.entry(connection, call.inShort()));
            }
            blind(dialogue, call);
        }

        private void sent(Connection connection, Syscall call, long bytes) {
            var dialogue = moved(connection, call);
            if (dialogue.blindAt != null) {
                return;
            }
            if (bytes == 0) {
                dialogue.lost = !"EAGAIN".equals(call.errno()); // the client has gone
                return;
            }
            dialogue.answered.feed(call.payload());
            if (dialogue.surplus() == null
                    && dialogue.answered.begun() > dialogue.asked.requests()) {
                dialogue.exceeds(call);
                if (!connection.cameBeforeTheLog()) {
                    crosses(connection, call);
                }
            }
            received.remove(call.tid());
            blind(dialogue, call);
        }

        /** No request had come on this connection: the thread may have answered another's. */
        private void crosses(Connection connection, Syscall call) {
            var asked = received.get(call.tid());
            if (asked != null && asked.getKey() != connection && crossed == null) {
                crossed = new Crossed(asked.getKey(), asked.getValue(), connection, call.inShort());
            }
        }

        private static void blind(Dialogue dialogue, Syscall call) {
            if (dialogue.asked.blind() || dialogue.answered.blind()) {
                dialogue.blindAt = call.inShort();
            }
        }

        // ---- One connection -----------------------------------------------------------------

        private void judge(Connection connection, Dialogue dialogue) {
            requests += dialogue.asked.requests();
            foreign |= dialogue.asked.foreign();
            var fault = connection.cameBeforeTheLog() ? null : fault(connection, dialogue);
            if (fault != null && fault.decided) {
                refuted = earlier(refuted, fault);
            } else if (fault != null) {
                undecided = earlier(undecided, fault);
            }
        }

        private static Fault earlier(@Nullable Fault one, Fault other) {
            return one == null || other.connection.number() < one.connection.number() ? other : one;
        }

        private @Nullable Fault fault(Connection connection, Dialogue dialogue) {
            var client = connection.client();
            if (dialogue.blindAt != null) {
                return fault(
                        connection,
                        dialogue,
                        dialogue.blindAt,
                        false,
                        "the log can't tell",
                        "strace cut the strings of line "
                                + dialogue.blindAt.endLine()
                                + ": record with a longer -s");
            }
            var replies = dialogue.answered.begun();
            var asked = dialogue.asked.requests();
            var surplus = dialogue.surplus();
            if (surplus != null) {
                var before = dialogue.surplusAsked();
                if (asked > before) {
                    return fault(
                            connection,
                            dialogue,
                            surplus,
                            true,
                            "%s's %s request was answered before it was asked"
                                    .formatted(client, Counts.ordinal(before + 1)),
                            "the reply's first byte was sent while the request was not complete");
                }
                return fault(
                        connection,
                        dialogue,
                        surplus,
                        true,
                        asked == 0
                                ? client + " was answered without having asked"
                                : "%s's %s request was answered twice"
                                        .formatted(client, Counts.ordinal(asked)),
                        Counts.requestsAndReplies(asked, replies));
            }
            if (dialogue.answered.inside() && replies == 1 && asked > 1) {
                return fault(
                        connection,
                        dialogue,
                        dialogue.lastRequest,
                        false,
                        "the log can't tell",
                        "the replies end in no line end, so that they can't be counted");
            }
            if (replies < asked && !dialogue.lost) {
                var counts = Counts.requestsAndReplies(asked, replies);
                var likely = Unseen.likely(server.sight());
                if (!likely.isEmpty() && !isCounted(client)) {
                    return fault(
                            connection,
                            dialogue,
                            dialogue.lastRequest,
                            false,
                            "the log can't tell",
                            counts + likely);
                }
                var goesOn = connection.endLine() == Connection.NEVER;
                return fault(
                        connection,
                        dialogue,
                        dialogue.lastRequest,
                        true,
                        "%s's %s request was never answered"
                                        .formatted(client, Counts.ordinal(replies + 1))
                                + (goesOn ? " before the log ended" : ""),
                        counts + likely);
            }
            return null;
        }

        /** Whether this client has counted what it got: then no reply to it is out of sight. */
        private boolean isCounted(String client) {
            return server.clients().stream()
                    .anyMatch(known -> known.name().equals(client) && known.received() >= 0);
        }

        private Fault fault(
                Connection connection,
                Dialogue dialogue,
                @Nullable Syscall call,
                boolean decided,
                String finding,
                String because) {
            var table = table(connection, dialogue.around(call), call);
            return new Fault(connection, decided, finding, because, table);
        }

        private List<Evidence> table(
                Connection connection, List<Syscall> moves, @Nullable Syscall marked) {
            var table = new EvidenceTable(server);
            for (var move : moves) {
                table.add(move, connection.client(), move.equals(marked) ? "here" : "");
            }
            return table.rows();
        }

        // ---- All of them --------------------------------------------------------------------

        @Override
        public Verdict verdict() {
            var order = server.orderUnknown();
            if (order != null) {
                return Verdict.undecided(sentence(), order);
            }
            for (var client : server.clients()) {
                var bytes = Unseen.bytes(server, client);
                if (bytes != null) {
                    return Verdict.undecided(sentence(), bytes);
                }
            }
            open.entrySet().stream()
                    .sorted((a, b) -> Integer.compare(a.getKey().number(), b.getKey().number()))
                    .forEach(each -> judge(each.getKey(), each.getValue()));
            open.clear();
            var live = !server.clients().isEmpty();
            if (foreign || (requests == 0 && !(live && refuted != null))) {
                return Verdict.undecided(
                        sentence(),
                        requests == 0
                                ? "no request was seen" + Unseen.likely(server.sight())
                                : "the requests are of no form that this claim knows: they are HTTP's");
            }
            if (crossed != null) {
                return crossed(crossed);
            }
            var fault = refuted;
            if (fault != null) {
                return Verdict.refuted(
                        sentence(), fault.finding, fault.evidence, fault.because, "");
            }
            if (undecided != null) {
                return Verdict.undecided(
                        sentence(), undecided.finding, undecided.evidence, undecided.because, "");
            }
            var stranger =
                    Unseen.stranger(sentence(), server, "it may have asked before the log began");
            if (stranger != null) {
                return stranger;
            }
            var unfollowed = unfollowed();
            if (unfollowed != null) {
                return Verdict.undecided(sentence(), unfollowed);
            }
            return Verdict.proved(
                    sentence(),
                    (requests == 1 ? "1 request" : requests + " requests")
                            + ", each with one reply",
                    first == null ? List.of() : table(first, firstMoves, null),
                    "each reply began after its request was complete");
        }

        private @Nullable String unfollowed() {
            var some = server.sight().unfollowed() != null || server.sight().ioUring() != null;
            return some ? Unseen.of(server) : null;
        }

        private Verdict crossed(Crossed wrong) {
            var asked = wrong.asked.client();
            var told = wrong.told.client();
            return Verdict.refuted(
                    sentence(),
                    "%s's request was answered on %s's connection".formatted(asked, told),
                    new EvidenceTable(server)
                            .add(wrong.receive, asked, asked + " asks")
                            .add(wrong.send, told, told + " gets the reply")
                            .rows(),
                    "%s received from %s, and then sent to %s"
                            .formatted(server.threadName(wrong.send.tid()), asked, told),
                    "send the reply to the descriptor that the request came from");
        }
    }
}
