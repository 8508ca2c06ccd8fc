package org.syscalllabs.trace.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Clock;

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
public final class Timeline implements Watcher {

    private static final int MOST_LANES = 20;
    private static final int NARROWEST = 20;
    private static final int LONGEST_NAME = 16;

    /** When a client came, was taken and left, in nanoseconds, or lines of a log without times. */
    private record Lane(String name, long came, long taken, long left) {}

    private final Follower server;
    private final List<Connection> first = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Lane> lanes = new ArrayList<>();

    /** The clients beyond the first twenty: how many, and from when to when. */
    private int folded;

    private long foldedFrom = Long.MAX_VALUE;
    private long foldedTo = Long.MIN_VALUE;
    private int foldedOpen;

    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;

    /** Draws what it will have seen of a server. */
    public Timeline(Follower server) {
        this.server = server;
    }

    @Override
    public void see(Step step) {
        switch (step) {
            case Step.Accepted(var connection, var _) -> begins(connection);
            case Step.Received(var connection, var _, var _) -> {
                if (connection.accept() == null && !first.contains(connection)) {
                    begins(connection);
                }
            }
            case Step.Closed(var connection, var _) -> ends(connection);
            case Step.AcceptBegun _,
                    Step.BindFailed _,
                    Step.Ended _,
                    Step.Executed _,
                    Step.Listened _,
                    Step.NotAccepted _,
                    Step.Sent _,
                    Step.ShutDown _,
                    Step.Signalled _,
                    Step.Spawned _,
                    Step.Waited _ -> {}
        }
    }

    private void begins(Connection connection) {
        if (first.size() < MOST_LANES) {
            first.add(connection);
            seen.add(connection.client());
        } else if (connection.accept() != null) {
            folded++;
            foldedOpen++;
            foldedFrom = Math.min(foldedFrom, came(connection));
        }
    }

    private void ends(Connection connection) {
        if (folded > 0 && !first.contains(connection)) {
            foldedOpen--;
            foldedTo = Math.max(foldedTo, left(connection));
        }
    }

    /** How many clients it has seen. */
    public int clients() {
        return first.size() + folded;
    }

    /**
     * Draws the clients, {@code width} columns wide; a text of several lines, each with a line end.
     * Empty if no client was seen.
     */
    public String text(int width) {
        lanes.clear();
        for (var connection : first) {
            var taken = taken(connection);
            if (taken >= 0) {
                lane(connection.client(), came(connection), taken, left(connection));
            }
        }
        for (var client : server.clients()) {
            var waits = !seen.contains(client.name()) && folded == 0;
            if (waits && server.clock() == Clock.EPOCH && client.connectedAt() >= 0) {
                lane(client.name(), client.connectedAt(), Connection.NEVER, Connection.NEVER);
            }
        }
        if (folded > 0) {
            var last = foldedOpen > 0 ? Connection.NEVER : foldedTo;
            lane("… " + folded + " more", foldedFrom, foldedFrom, last);
        }
        return lanes.isEmpty() ? "" : draw(width);
    }

    private void lane(String name, long came, long taken, long left) {
        lanes.add(new Lane(name, came, taken, left));
        from = Math.min(from, came);
        for (var time : new long[] {came, taken, left}) {
            if (time != Connection.NEVER) {
                to = Math.max(to, time);
            }
        }
    }

    private boolean timed() {
        return server.clock() != Clock.NONE;
    }

    private long came(Connection connection) {
        var taken = taken(connection);
        var known =
                connection.connectedAt() >= 0 ? connection.connectedAt() : connection.firstByteAt();
        return !timed() || known < 0 ? taken : Math.min(known, taken);
    }

    private long taken(Connection connection) {
        if (!timed()) {
            return connection.beginLine();
        }
        var accept = connection.accept();
        if (accept != null && accept.exit() >= 0) {
            return accept.exit();
        }
        // Without -T a call on one line tells only when it began, and accept may sleep for long.
        var receive = connection.firstReceive();
        if (receive != null) {
            return receive.enter();
        }
        return accept == null ? -1 : accept.enter();
    }

    private long left(Connection connection) {
        if (!timed()) {
            return connection.endLine();
        }
        var ended = connection.endedAt();
        return ended >= 0 ? ended : Connection.NEVER;
    }

    private String draw(int width) {
        var label = 0;
        for (var lane : lanes) {
            label = Math.max(label, Math.min(LONGEST_NAME, lane.name.length()));
        }
        label += 4;
        var columns = Math.max(NARROWEST, width - label);
        var text = new StringBuilder();
        text.append(" ".repeat(label)).append(axis(columns)).append('\n');
        for (var lane : lanes) {
            var name =
                    lane.name.length() > LONGEST_NAME
                            ? lane.name.substring(0, LONGEST_NAME - 1) + "…"
                            : lane.name;
            text.append("  ").append(name).append(" ".repeat(label - 2 - name.length()));
            text.append(bar(lane, columns)).append('\n');
        }
        return text.append('\n')
                .append(" ".repeat(label))
                .append("┄ waits in the backlog   ━ is served   ┤ has left\n")
                .toString();
    }

    private String bar(Lane lane, int columns) {
        var came = column(lane.came, columns);
        var taken = lane.taken == Connection.NEVER ? columns : column(lane.taken, columns);
        var left = lane.left == Connection.NEVER ? columns : column(lane.left, columns);
        var bar = new StringBuilder(" ".repeat(came));
        for (var i = came; i < columns && i <= left; i++) {
            var last = i == left || i == columns - 1;
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
        var span = Math.max(1, to - from);
        var share = (double) Math.clamp(time - from, 0, span) / span;
        return (int) Math.round(share * (columns - 1));
    }

    /** Round times, as far apart as their words need. */
    private String axis(int columns) {
        var span = Math.max(1, to - from);
        var ticks = Math.max(1, columns / 16);
        long step = 1;
        for (var i = 0; step * ticks < span; i++) {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2; // 1, 2, 5, 10, 20, 50, …
        }
        var axis = new StringBuilder();
        for (long tick = 0; tick <= span; tick += step) {
            var column = column(from + tick, columns);
            var word = timed() ? time(tick, step) : "line " + (from + tick);
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
