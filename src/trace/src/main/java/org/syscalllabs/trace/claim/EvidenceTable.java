package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.strace.Begun;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.view.CallText;

/** Gathers the lines of a log that decide a claim. */
public final class EvidenceTable {

    private final ThreadNames threads;
    private final List<Evidence> rows = new ArrayList<>();

    /** How a thread is called. */
    @FunctionalInterface
    public interface ThreadNames {
        String of(int tid);
    }

    public EvidenceTable(Follower server) {
        this(server::threadName);
    }

    public EvidenceTable(ThreadNames threads) {
        this.threads = threads;
    }

    /** A call stands on the line where it finished; a call that never did, where it began. */
    public EvidenceTable add(Syscall call, String client, String note) {
        var line = call.finished() ? call.endLine() : call.line();
        return add(line, call.tid(), CallText.of(call), client, note);
    }

    /** The same, shown on a line of the caller's choice. */
    EvidenceTable add(int line, Syscall call, String client, String note) {
        return add(line, call.tid(), CallText.of(call), client, note);
    }

    public EvidenceTable add(Event event, String client, String note) {
        return switch (event) {
            case Syscall call -> add(call, client, note);
            case Begun begun -> add(begun.call(), client, note);
            case Exit exit -> add(exit.line(), exit.tid(), "the process ends", client, note);
            case Signal signal -> add(signal.line(), signal.tid(), signal.name(), client, note);
        };
    }

    private EvidenceTable add(int line, int tid, String text, String client, String note) {
        for (var i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            if (row.line() == line && row.call().equals(text)) {
                if (row.note().isEmpty()) {
                    rows.set(i, new Evidence(line, row.thread(), text, client, note));
                }
                return this;
            }
        }
        rows.add(new Evidence(line, threads.of(tid), text, client, note));
        return this;
    }

    /** A client's accept, its first receive, and its end, each if there is one. */
    EvidenceTable add(Connection connection, String begins, String ends) {
        var client = connection.client();
        var accept = connection.accept();
        if (accept != null) {
            add(accept, client, "");
        }
        var first = connection.firstReceive();
        if (first != null) {
            add(first, client, begins);
        }
        var end = lastWord(connection);
        if (end != null) {
            add(end, client, ends);
        }
        return this;
    }

    /** The first of many clients, as {@link #add(Connection, String, String)} shows each. */
    EvidenceTable addAll(List<Connection> connections) {
        for (var connection : connections) {
            var client = connection.client();
            add(connection, client + " begins", client + " ends");
        }
        return this;
    }

    /**
     * The call that shows best that the work for a client is over: the close, where there is one.
     */
    private static @Nullable Event lastWord(Connection connection) {
        var closed = connection.closed();
        var end = connection.end();
        return closed instanceof Syscall || end == null ? closed : end;
    }

    /** The rows, in the order of their lines. */
    public List<Evidence> rows() {
        rows.sort(Comparator.comparingInt(Evidence::line));
        return List.copyOf(rows);
    }

    /** The evidence as an aligned table between two empty lines; one empty line without any. */
    public static String text(List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return "\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("line", "thread", "call", "client", ""));
        for (var e : evidence) {
            var note = e.note().isEmpty() ? "" : "← " + e.note();
            rows.add(List.of(String.valueOf(e.line()), e.thread(), e.call(), e.client(), note));
        }
        var widths = new int[5];
        for (var row : rows) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var table = new StringBuilder("\n");
        for (var row : rows) {
            var line = new StringBuilder("  ");
            line.append(" ".repeat(widths[0] - row.getFirst().length())).append(row.getFirst());
            for (var i = 1; i < widths.length; i++) {
                line.append("  ").append(row.get(i));
                line.append(" ".repeat(widths[i] - row.get(i).length()));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.append('\n').toString();
    }
}
