package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of a trace: a lane a client, from left to right as time goes.
 *
 * <pre>
 *          0 ms          500 ms          1000 ms
 *   alice  ├━━━━━━━━━━━━━━━━━━━┤
 *   bob       ├┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄━━━━━┤
 *
 *          ┄ waits in the backlog   ━ is served   ┤ has left
 * </pre>
 */
public final class Timeline {

    private static final int MOST_LANES = 40;
    private static final int NARROWEST = 20;
    private static final int LONGEST_NAME = 16;

    /** When a client came, was taken and left, in nanoseconds, or lines of a log without times. */
    private record Lane(String name, long came, long taken, long left) {}

    private final List<Lane> lanes = new ArrayList<>();
    private final boolean timed;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;

    private Timeline(Trace trace) {
        timed = trace.clock() != Clock.NONE;
        for (Connection connection : trace.connections()) {
            add(trace, connection);
        }
        for (ClientFacts client : trace.clients()) {
            boolean waits = trace.connections(client.name()).isEmpty();
            if (waits && trace.clock() == Clock.EPOCH && client.connectedAt() >= 0) {
                lane(client.name(), client.connectedAt(), Connection.NEVER, Connection.NEVER);
            }
        }
    }

    /**
     * Draws the clients of a trace, {@code width} columns wide; a text of several lines, each with
     * a line end. Empty if no client was seen.
     */
    public static String text(Trace trace, int width) {
        var timeline = new Timeline(trace);
        return timeline.lanes.isEmpty() ? "" : timeline.draw(width);
    }

    private void add(Trace trace, Connection connection) {
        long left = timed ? endTime(connection) : end(connection);
        long taken = timed ? acceptTime(connection) : connection.beginLine();
        if (taken < 0) {
            return;
        }
        long came = timed ? trace.firstByteAt(connection) : taken;
        if (timed && trace.clock() == Clock.EPOCH) {
            for (ClientFacts client : trace.clients()) {
                if (client.port() == connection.peerPort() && client.connectedAt() >= 0) {
                    came = client.connectedAt();
                }
            }
        }
        lane(connection.client(), came < 0 ? taken : Math.min(came, taken), taken, left);
    }

    private void lane(String name, long came, long taken, long left) {
        lanes.add(new Lane(name, came, taken, left));
        from = Math.min(from, came);
        for (long time : new long[] {came, taken, left}) {
            if (time != Connection.NEVER) {
                to = Math.max(to, time);
            }
        }
    }

    private static long end(Connection connection) {
        return connection.endLine();
    }

    private static long acceptTime(Connection connection) {
        Syscall accept = connection.accept();
        if (accept != null && accept.exit() >= 0) {
            return accept.exit();
        }
        // Without -T a call on one line tells only when it began, and accept may sleep for long.
        if (!connection.calls().isEmpty()) {
            return connection.calls().getFirst().enter();
        }
        return accept == null ? -1 : accept.enter();
    }

    private static long endTime(Connection connection) {
        return switch (connection.end()) {
            case Syscall call -> call.exit() >= 0 ? call.exit() : call.enter();
            case Exit exit -> exit.at();
            case Signal signal -> signal.at();
            case null -> Connection.NEVER;
        };
    }

    private String draw(int width) {
        int label = 0;
        for (Lane lane : lanes) {
            label = Math.max(label, Math.min(LONGEST_NAME, lane.name.length()));
        }
        label += 4;
        int columns = Math.max(NARROWEST, width - label);
        var text = new StringBuilder();
        text.append(" ".repeat(label)).append(axis(columns)).append('\n');
        for (Lane lane : lanes.subList(0, Math.min(MOST_LANES, lanes.size()))) {
            String name =
                    lane.name.length() > LONGEST_NAME
                            ? lane.name.substring(0, LONGEST_NAME - 1) + "…"
                            : lane.name;
            text.append("  ").append(name).append(" ".repeat(label - 2 - name.length()));
            text.append(bar(lane, columns)).append('\n');
        }
        if (lanes.size() > MOST_LANES) {
            text.append("  … and ").append(lanes.size() - MOST_LANES).append(" more\n");
        }
        return text.append('\n')
                .append(" ".repeat(label))
                .append("┄ waits in the backlog   ━ is served   ┤ has left\n")
                .toString();
    }

    private String bar(Lane lane, int columns) {
        int came = column(lane.came, columns);
        int taken = lane.taken == Connection.NEVER ? columns : column(lane.taken, columns);
        int left = lane.left == Connection.NEVER ? columns : column(lane.left, columns);
        var bar = new StringBuilder(" ".repeat(came));
        for (int i = came; i < columns && i <= left; i++) {
            boolean last = i == left || i == columns - 1;
            if (last) {
                bar.append(lane.left == Connection.NEVER ? '→' : '┤');
            } else if (i == came) {
                bar.append('├');
            } else {
                bar.append(i < taken ? '┄' : '━');
            }
        }
        return bar.toString();
    }

    private int column(long time, int columns) {
        long span = Math.max(1, to - from);
        double share = (double) Math.clamp(time - from, 0, span) / span;
        return (int) Math.round(share * (columns - 1));
    }

    /** Round times, as far apart as their words need. */
    private String axis(int columns) {
        long span = Math.max(1, to - from);
        int ticks = Math.max(1, columns / 16);
        long step = 1;
        for (int i = 0; step * ticks < span; i++) {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2; // 1, 2, 5, 10, 20, 50, …
        }
        var axis = new StringBuilder();
        for (long tick = 0; tick <= span; tick += step) {
            int column = column(from + tick, columns);
            String word = timed ? time(tick, step) : "line " + (from + tick);
            if (column + word.length() > columns || column < axis.length() + (tick > 0 ? 1 : 0)) {
                break;
            }
            axis.append(" ".repeat(column - axis.length())).append(word);
        }
        return axis.toString();
    }

    private static String time(long nanos, long step) {
        if (step < 1_000_000) {
            return nanos / 1000 + " µs";
        }
        return step < 1_000_000_000
                ? nanos / 1_000_000 + " ms"
                : String.format(Locale.ROOT, "%d s", nanos / 1_000_000_000);
    }
}
