package org.syscalllabs.trace.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Syscall;

/** How long clients waited in the backlog while the server was busy with another. */
final class Backlog implements Watcher {

    private static final long MILLISECOND = 1_000_000;
    private static final int RECENT = 32;
    private static final int NAMED = 3;

    private final Map<Integer, Deque<Connection>> recent = new HashMap<>();
    private final List<Connection> waited = new ArrayList<>();
    private int count;

    @Override
    public void see(Step step) {
        if (!(step instanceof Step.Accepted(Connection connection, Syscall _))) {
            return;
        }
        if (!aheadOf(connection).isEmpty()) {
            count++;
            if (waited.size() < NAMED) {
                waited.add(connection);
            }
        }
        var earlier = of(connection);
        earlier.add(connection);
        if (earlier.size() > RECENT) {
            earlier.remove();
        }
    }

    private Deque<Connection> of(Connection connection) {
        return recent.computeIfAbsent(connection.listener().port(), port -> new ArrayDeque<>());
    }

    /**
     * The clients that the server worked for when this one's first byte came, and first ended: the
     * latest of them. It is to be asked when the client has just been accepted.
     */
    List<Connection> aheadOf(Connection connection) {
        var sent = connection.firstByteAt();
        var accept = connection.accept();
        var ahead = new ArrayList<Connection>();
        if (sent < 0 || accept == null || accept.enter() <= sent) {
            return ahead; // the server was asleep in accept already: no client waited
        }
        for (var other : of(connection)) {
            var before =
                    other.beginLine() < connection.beginLine()
                            && other.endLine() < accept.endLine();
            if (before && other.endedAt() > sent) {
                ahead.add(other);
            }
        }
        return ahead;
    }

    /** Whether a client waited for another's end. */
    boolean isSeen() {
        return count > 0;
    }

    /**
     * {@code ; bob waited 812 ms in the backlog, from first byte to accept}, for each client that
     * did.
     */
    String text() {
        var text = new StringBuilder();
        for (var connection : waited) {
            text.append(text(connection));
        }
        if (count > waited.size()) {
            text.append("; so did ").append(count - waited.size()).append(" more");
        }
        return text.toString();
    }

    private static String text(Connection connection) {
        var wait = connection.backlogWait();
        return wait.isEmpty() ? "" : "; " + sentence(connection.client(), wait.getAsLong());
    }

    static String sentence(String client, long nanos) {
        return "%s waited %s in the backlog, from first byte to accept"
                .formatted(client, duration(nanos));
    }

    /** {@code 0.4 ms}, {@code 812 ms}, {@code 12.3 s}. */
    static String duration(long nanos) {
        if (nanos < 10 * MILLISECOND) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        return nanos < 10_000 * MILLISECOND
                ? Math.round(nanos / 1e6) + " ms"
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
