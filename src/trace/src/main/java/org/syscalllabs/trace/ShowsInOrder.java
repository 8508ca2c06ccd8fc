package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;

/** A client's connection shows these calls in this order, each ended before the next began. */
record ShowsInOrder(String client, List<String> calls) implements Claim {

    @Override
    public String sentence() {
        return client + "'s connection shows " + String.join(" → ", calls);
    }

    @Override
    public Verdict judge(Trace trace) {
        var because = new Because(trace);
        String order = trace.orderUnknown();
        List<Connection> connections = trace.connections(client);
        if (order != null || connections.isEmpty()) {
            String why =
                    order != null
                            ? order
                            : "the log shows no connection of " + client + because.hidden();
            return new Verdict(sentence(), false, "the log can't tell", List.of(), why, "");
        }
        List<Syscall> best = List.of();
        for (Connection connection : connections) {
            List<Syscall> found = find(connection);
            if (found.size() == calls.size()) {
                return verdict(trace, true, "", found, because);
            }
            best = found.size() > best.size() ? found : best;
        }
        String missing = calls.get(best.size());
        String finding =
                best.isEmpty()
                        ? "no " + missing + " at all"
                        : "no " + missing + " after " + best.getLast().name();
        return verdict(trace, false, finding, best, because);
    }

    private Verdict verdict(
            Trace trace, boolean holds, String finding, List<Syscall> found, Because because) {
        var table = new EvidenceTable(trace);
        found.forEach(call -> table.add(call, client, ""));
        var names = new ArrayList<String>();
        for (Connection connection : trace.connections(client)) {
            all(connection).stream()
                    .map(Syscall::name)
                    .filter(name -> !names.contains(name))
                    .forEach(names::add);
        }
        return new Verdict(
                sentence(),
                holds,
                finding,
                table.rows(),
                "the calls on this connection are " + String.join(", ", names) + because.unread(),
                holds ? "" : "other programs make other calls for the same deed: see Family");
    }

    private List<Syscall> find(Connection connection) {
        var found = new ArrayList<Syscall>();
        for (Syscall call : all(connection)) {
            boolean next =
                    found.size() < calls.size()
                            && call.finished()
                            && call.name().equals(calls.get(found.size()))
                            && (found.isEmpty() || found.getLast().before(call));
            if (next) {
                found.add(call);
            }
        }
        return found;
    }

    private static List<Syscall> all(Connection connection) {
        var all = new ArrayList<Syscall>();
        Syscall accept = connection.accept();
        if (accept != null) {
            all.add(accept);
        }
        all.addAll(connection.calls());
        Syscall close = connection.close();
        if (close != null) {
            all.add(close);
        }
        return all;
    }
}
