package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** How long clients waited in the backlog while the server was busy with another. */
final class Waits {

    private static final long MILLISECOND = 1_000_000;

    private Waits() {}

    /** True if the client's first byte was there while the server still worked for another. */
    static boolean behindAnother(Trace trace, Connection connection) {
        return !aheadOf(trace, connection).isEmpty();
    }

    /** The clients that the server worked for when this one's first byte came, and first ended. */
    static List<Connection> aheadOf(Trace trace, Connection connection) {
        long sent = trace.firstByteAt(connection);
        Syscall accept = connection.accept();
        var ahead = new ArrayList<Connection>();
        if (sent < 0 || accept == null || accept.enter() <= sent) {
            return ahead; // the server was asleep in accept already: nobody waited
        }
        for (Connection other : trace.connections()) {
            boolean before =
                    other.listener().equals(connection.listener())
                            && other.beginLine() < connection.beginLine()
                            && other.endLine() < accept.endLine();
            if (before && endTime(other) > sent) {
                ahead.add(other);
            }
        }
        return ahead;
    }

    /** {@code ; bob waited 812 ms in the backlog, from first byte to accept}, for each who did. */
    static String text(Trace trace, List<Connection> connections) {
        var text = new StringBuilder();
        for (Connection connection : connections) {
            OptionalLong wait = trace.backlogWait(connection);
            if (wait.isPresent() && behindAnother(trace, connection)) {
                text.append("; ").append(sentence(connection.client(), wait.getAsLong()));
            }
        }
        return text.toString();
    }

    static String sentence(String client, long nanos) {
        return client + " waited " + duration(nanos) + " in the backlog, from first byte to accept";
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

    private static long endTime(Connection connection) {
        return switch (connection.end()) {
            case Syscall call -> call.exit() >= 0 ? call.exit() : call.enter();
            case Exit exit -> exit.at();
            case Signal signal -> signal.at();
            case null -> Long.MAX_VALUE;
        };
    }
}
