package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Listener;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/**
 * Between a client's accept and its end, the server takes no other client of that port, and doesn't
 * even ask for one: a server that sleeps in accept while it works for alice would take bob.
 */
record ServedOneAtATime() implements Claim {

    private static final int SHOWN = 3;

    /** What to do, for claims about the order of clients. */
    static final String HINT =
            "one at a time means: accept, serve until the client has left, and only then accept"
                    + " again";

    private static final String SECOND_CLIENT =
            "connect a second client while the first is still there";

    @Override
    public String sentence() {
        return "the server serves one client at a time";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    /**
     * The server asked for its next client, or took it, while it seemed to work for another.
     *
     * @param next the client that it took; null when it only asked
     */
    private record Breach(Connection current, @Nullable Connection next, Syscall accept) {}

    /** What is known of one port. */
    private static final class Port {
        @Nullable Connection latest;
        @Nullable Syscall latestAsked;
        int clients;

        /** The accepts that threads are in, by thread. */
        final Map<Integer, Syscall> asking = new HashMap<>();
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final WhoServes who;
        private final Backlog backlog = new Backlog();
        private final Map<Integer, Port> ports = new HashMap<>();
        private final List<Connection> first = new ArrayList<>();

        /**
         * Breaches that are none if the client's descriptor turns out to have been closed before,
         * by no call that the log shows. The next call for the client decides.
         */
        private final Map<Connection, Breach> open = new HashMap<>();

        private @Nullable Breach breach;
        private int clients;

        /** Connections are closed by no call that the log shows: close(2) was not traced. */
        private boolean closesUnseen;

        Watch(Follower server) {
            this.server = server;
            who = new WhoServes(server);
        }

        @Override
        public void see(Step step) {
            who.see(step);
            backlog.see(step);
            switch (step) {
                case Step.AcceptBegun(Listener listener, Syscall call) ->
                        asks(port(listener), call);
                case Step.NotAccepted(Listener listener, Syscall call) ->
                        port(listener).asking.remove(call.tid());
                case Step.Accepted(Connection connection, Syscall call) ->
                        takes(port(connection.listener()), connection, call);
                case Step.Received(Connection connection, Syscall call, long bytes) ->
                        works(connection, call, bytes);
                case Step.Sent(Connection connection, Syscall call, long bytes) ->
                        works(connection, call, bytes);
                case Step.ShutDown(Connection connection, Syscall call) ->
                        works(connection, call, 0);
                case Step.Closed(Connection connection, var by) -> {
                    var suspected = open.remove(connection);
                    closesUnseen |= by == null;
                    if (suspected != null && by != null) {
                        breached(suspected);
                    }
                }
                case Step.BindFailed _,
                        Step.Ended _,
                        Step.Executed _,
                        Step.Listened _,
                        Step.Signalled _,
                        Step.Spawned _,
                        Step.Waited _ -> {}
            }
        }

        private Port port(Listener listener) {
            return ports.computeIfAbsent(listener.port(), port -> new Port());
        }

        private void asks(Port port, Syscall call) {
            port.asking.put(call.tid(), call);
            port.latestAsked = call;
            var current = port.latest;
            if (current != null && !current.ended()) {
                suspect(new Breach(current, null, call));
            }
        }

        private void takes(Port port, Connection connection, Syscall call) {
            port.asking.remove(call.tid());
            clients++;
            port.clients++;
            if (first.size() < SHOWN) {
                first.add(connection);
            }
            var current = port.latest;
            if (current != null && !current.ended()) {
                suspect(new Breach(current, connection, call));
            }
            for (var other : port.asking.values()) {
                suspect(new Breach(connection, null, other));
                break;
            }
            port.latest = connection;
        }

        private void suspect(Breach suspected) {
            if (breach == null || saysMore(suspected, breach)) {
                var earlier = open.get(suspected.current);
                if (earlier == null || saysMore(suspected, earlier)) {
                    open.put(suspected.current, suspected);
                }
            }
        }

        /** That the next client was taken says more than that it was asked for. */
        private static boolean saysMore(Breach one, Breach other) {
            return one.current == other.current && one.next != null && other.next == null;
        }

        private void works(Connection connection, Syscall call, long bytes) {
            var suspected = open.get(connection);
            if (suspected != null && call.endLine() > suspected.accept.line()) {
                open.remove(connection);
                breached(suspected);
            } else if (bytes > 0 && connection.hangUp() != null && breach == null) {
                worksAfterItsLeave(connection, call);
            }
        }

        /** Half closed: the client has said that it sends no more, and is still answered. */
        private void worksAfterItsLeave(Connection connection, Syscall call) {
            var port = port(connection.listener());
            var latest = port.latest;
            var asked = port.latestAsked;
            if (latest != null && latest.number() > connection.number()) {
                var accept = latest.accept();
                if (accept != null) {
                    breached(new Breach(connection, latest, accept));
                }
            } else if (asked != null
                    && asked.line() > connection.beginLine()
                    && asked.line() < call.line()) {
                breached(new Breach(connection, null, asked));
            }
        }

        private void breached(Breach found) {
            if (breach == null) {
                breach = found;
                open.clear();
            } else if (saysMore(found, breach)) {
                breach = found;
            }
        }

        // ---- The verdict --------------------------------------------------------------------

        @Override
        public Verdict verdict() {
            var unseen = Unseen.of(server);
            if (unseen != null) {
                return Verdict.undecided(sentence(), unseen);
            }
            // What is still open has not been closed up to the end of the log.
            var stillOpen = firstOf(open.values());
            var found = breach == null || stillOpen != null ? stillOpen : breach;
            if (breach == null && found != null && closesUnseen) {
                return Verdict.undecided(
                        sentence(),
                        "the log can't tell",
                        new EvidenceTable(server).add(found.accept, "", "").rows(),
                        "the log does not show when "
                                + found.current.client()
                                + " was closed: its descriptors are given again without a close",
                        "trace close, too: strace -e trace=network,read,write,close");
            }
            if (found != null) {
                return found.next == null ? asks(found) : overlap(found, found.next);
            }
            var stranger =
                    Unseen.stranger(sentence(), server, "it may have been there all the while");
            if (stranger != null) {
                return stranger;
            }
            if (ports.values().stream().noneMatch(port -> port.clients > 1)) {
                return Verdict.undecided(
                        sentence(),
                        clients == 0 ? "no client was seen" : "only one client was seen",
                        new EvidenceTable(server).addAll(first).rows(),
                        "a log with fewer than two clients proves nothing",
                        SECOND_CLIENT);
            }
            // An event loop, too, seems to serve one at a time when no other client comes
            // meanwhile.
            var wait = server.multiplexedWait();
            return !backlog.isSeen() && wait != null ? undecided(wait) : proved();
        }

        private static @Nullable Breach firstOf(Iterable<Breach> breaches) {
            Breach first = null;
            for (var each : breaches) {
                if (first == null || each.accept.line() < first.accept.line()) {
                    first = each;
                }
            }
            return first;
        }

        private Verdict overlap(Breach found, Connection second) {
            var table = new EvidenceTable(server);
            var current = found.current;
            var one = current.client();
            var two = second.client();
            var accept = second.accept();
            if (accept != null) {
                table.add(accept, two, "%s is taken, %s is still there".formatted(two, one));
            }
            table.add(current, "", one + " ends").add(second, two + " begins", "");
            return Verdict.refuted(
                    sentence(),
                    "%s was accepted on line %d, ".formatted(two, second.beginLine())
                            + (current.endLine() == Connection.NEVER
                                    ? "and " + one + " had not left before the log ended"
                                    : "before %s had left (line %d)"
                                            .formatted(one, current.endLine())),
                    table.rows(),
                    who.sentence(),
                    HINT);
        }

        private Verdict asks(Breach found) {
            var client = found.current.client();
            var accept = found.accept;
            var table = new EvidenceTable(server).add(found.current, "", client + " ends");
            table.add(
                    accept.line(), accept, "", "asks for the next client, " + client + " is there");
            return Verdict.refuted(
                    sentence(),
                    "the server asked for its next client (line %d) while it still served %s"
                            .formatted(accept.line(), client),
                    table.rows(),
                    who.sentence(),
                    HINT);
        }

        private Verdict undecided(Syscall wait) {
            return Verdict.undecided(
                    sentence(),
                    "no client came while another was served",
                    new EvidenceTable(server).addAll(first).add(wait, "", "").rows(),
                    ("the server waits with %s for several descriptors at once (line %d): it might "
                                    + "have served a second client")
                            .formatted(wait.name(), wait.line()),
                    SECOND_CLIENT);
        }

        private Verdict proved() {
            return Verdict.proved(
                    sentence(),
                    "each of " + clients + " clients was accepted after the last had left",
                    new EvidenceTable(server).addAll(first).rows(),
                    who.sentence() + backlog.text());
        }
    }
}
