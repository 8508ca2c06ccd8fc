package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the lines of a log that decide a claim. */
final class EvidenceTable {

    private final Trace trace;
    private final List<Evidence> rows = new ArrayList<>();

    EvidenceTable(Trace trace) {
        this.trace = trace;
    }

    /** A call stands on the line where it finished; a call that never did, where it began. */
    EvidenceTable add(Syscall call, String client, String note) {
        int line = call.finished() ? call.endLine() : call.line();
        return add(line, call.tid(), CallText.of(call), client, note);
    }

    /** The same, shown on a line of the caller's choice. */
    EvidenceTable add(int line, Syscall call, String client, String note) {
        return add(line, call.tid(), CallText.of(call), client, note);
    }

    EvidenceTable add(Event event, String client, String note) {
        return switch (event) {
            case Syscall call -> add(call, client, note);
            case Exit exit -> add(exit.line(), exit.tid(), "the process ends", client, note);
            case Signal signal -> add(signal.line(), signal.tid(), signal.name(), client, note);
        };
    }

    private EvidenceTable add(int line, int tid, String text, String client, String note) {
        for (int i = 0; i < rows.size(); i++) {
            Evidence row = rows.get(i);
            if (row.line() == line && row.call().equals(text)) {
                if (row.note().isEmpty()) {
                    rows.set(i, new Evidence(line, row.thread(), text, client, note));
                }
                return this;
            }
        }
        rows.add(new Evidence(line, trace.threadName(tid), text, client, note));
        return this;
    }

    /** A client's accept, its first receive, and its end, each if there is one. */
    EvidenceTable add(Connection connection, String begins, String ends) {
        String client = connection.client();
        Syscall accept = connection.accept();
        if (accept != null) {
            add(accept, client, "");
        }
        Syscall first = connection.firstReceive();
        if (first != null) {
            add(first, client, begins);
        }
        Event end = lastWord(connection);
        if (end != null) {
            add(end, client, ends);
        }
        return this;
    }

    /** The first of many clients, as {@link #add(Connection, String, String)} shows each. */
    EvidenceTable addAll(List<Connection> connections, int limit) {
        for (Connection connection : connections.subList(0, Math.min(limit, connections.size()))) {
            String client = connection.client();
            add(connection, client + " begins", client + " ends");
        }
        return this;
    }

    /** What shows best that a client's time is over: the close, though it had left before. */
    static @Nullable Event lastWord(Connection connection) {
        Event closed = connection.closed();
        Event end = connection.end();
        return closed instanceof Syscall || end == null ? closed : end;
    }

    List<Evidence> rows() {
        rows.sort(Comparator.comparingInt(Evidence::line));
        return List.copyOf(rows);
    }
}
