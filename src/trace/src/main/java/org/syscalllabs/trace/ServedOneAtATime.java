package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between a client's accept and its end, the server takes no other client of that port, and doesn't
 * even ask for one: a server that sleeps in accept while it works for alice would take bob.
 */
record ServedOneAtATime() implements Claim {

    private static final String HINT =
            "one at a time means: accept, serve until the client has left, and only then accept"
                    + " again";

    @Override
    public String sentence() {
        return "the server serves one client at a time";
    }

    @Override
    public Verdict judge(Trace trace) {
        var because = new Because(trace);
        String unknown = because.cannotTell(null);
        if (unknown != null) {
            return cannotTell(unknown);
        }
        var byListener = new LinkedHashMap<Listener, List<Connection>>();
        for (Connection connection : trace.connections()) {
            byListener
                    .computeIfAbsent(connection.listener(), listener -> new ArrayList<>())
                    .add(connection);
        }
        boolean several = false;
        for (var entry : byListener.entrySet()) {
            List<Connection> connections = new ArrayList<>(entry.getValue());
            connections.sort(Comparator.comparingInt(Connection::beginLine));
            Verdict refuted = refuted(trace, entry.getKey(), connections);
            if (refuted != null) {
                return refuted;
            }
            several |= connections.size() > 1;
        }
        if (!several) {
            int seen = trace.connections().size();
            return new Verdict(
                    sentence(),
                    false,
                    seen == 0 ? "no client was seen" : "only one client was seen",
                    new EvidenceTable(trace).addAll(trace.connections(), 3).rows(),
                    "a log with fewer than two clients proves nothing" + because.unread(),
                    "connect a second client while the first is still there");
        }
        return proved(trace, because);
    }

    private @Nullable Verdict refuted(Trace trace, Listener listener, List<Connection> all) {
        Connection current = null;
        for (Connection next : all) {
            if (current != null && current.endLine() >= next.beginLine()) {
                return overlap(trace, current, next);
            }
            current = next;
        }
        List<Syscall> accepts = trace.accepts(listener);
        for (Connection connection : all) {
            for (Syscall accept : accepts) {
                if (!accept.equals(connection.accept()) && asked(accept, connection)) {
                    return asks(trace, connection, accept);
                }
            }
        }
        return null;
    }

    /** The server was in this accept while it worked for the connection. */
    private static boolean asked(Syscall accept, Connection connection) {
        int until = accept.finished() ? accept.endLine() : Connection.NEVER;
        return accept.line() < connection.endLine() && until > connection.beginLine();
    }

    private Verdict overlap(Trace trace, Connection first, Connection second) {
        var table = new EvidenceTable(trace);
        String one = first.client();
        String two = second.client();
        Syscall accept = second.accept();
        if (accept != null) {
            table.add(accept, two, two + " is taken, " + one + " is still there");
        }
        table.add(first, "", one + " ends").add(second, two + " begins", "");
        return new Verdict(
                sentence(),
                false,
                two
                        + " was accepted on line "
                        + second.beginLine()
                        + ", "
                        + (first.endLine() == Connection.NEVER
                                ? "and " + one + " had not left before the log ended"
                                : "before " + one + " had left (line " + first.endLine() + ")"),
                table.rows(),
                new Because(trace).whoServes(),
                HINT);
    }

    private Verdict asks(Trace trace, Connection connection, Syscall accept) {
        String client = connection.client();
        var table = new EvidenceTable(trace).add(connection, "", client + " ends");
        table.add(accept.line(), accept, "", "asks for the next client, " + client + " is there");
        return new Verdict(
                sentence(),
                false,
                "the server asked for its next client (line "
                        + accept.line()
                        + ") while it still served "
                        + client,
                table.rows(),
                new Because(trace).whoServes(),
                HINT);
    }

    private Verdict proved(Trace trace, Because because) {
        List<Connection> connections = trace.connections();
        List<Connection> waited =
                connections.stream().filter(c -> Waits.behindAnother(trace, c)).toList();
        // An event loop, too, seems to serve one at a time when nobody comes meanwhile.
        Syscall wait = trace.multiplexedWait();
        if (waited.isEmpty() && wait != null) {
            return new Verdict(
                    sentence(),
                    false,
                    "no client came while another was served",
                    new EvidenceTable(trace).addAll(connections, 3).add(wait, "", "").rows(),
                    "the server waits with "
                            + wait.name()
                            + " for several descriptors at once (line "
                            + wait.line()
                            + "): it might have served a second client"
                            + because.unread(),
                    "connect a second client while the first is still there");
        }
        return new Verdict(
                sentence(),
                true,
                "each of " + connections.size() + " clients was accepted after the last had left",
                new EvidenceTable(trace).addAll(connections, 3).rows(),
                because.whoServes() + Waits.text(trace, waited) + because.unread(),
                "");
    }

    private Verdict cannotTell(String why) {
        return new Verdict(sentence(), false, "the log can't tell", List.of(), why, "");
    }
}
