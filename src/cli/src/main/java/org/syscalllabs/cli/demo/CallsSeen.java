package org.syscalllabs.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.syscalllabs.cli.demo.Moment.Actor;
import org.syscalllabs.cli.demo.Moment.Kind;
import org.syscalllabs.testkit.ServerUnderTest;
import org.syscalllabs.trace.Connection;
import org.syscalllabs.trace.Syscall;
import org.syscalllabs.trace.Trace;

/** The server's calls for its clients, as they turn up in the growing trace, each once. */
final class CallsSeen {

    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private final ServerUnderTest server;
    private final Set<Integer> lines = new HashSet<>();

    CallsSeen(ServerUnderTest server) {
        this.server = server;
    }

    /** The new calls, as soon as one of this kind for this client is among them. */
    List<Moment> upTo(String client, Kind kind) throws IOException {
        var fresh = new ArrayList<Moment>();
        var end = System.nanoTime() + BOUND.toNanos();
        while (fresh.stream().noneMatch(call -> call.isFor(client, kind))) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "the trace does not show in %d s that the server %s %s: %s"
                                .formatted(
                                        BOUND.toSeconds(),
                                        kind.name().toLowerCase(Locale.ROOT),
                                        client,
                                        server.traceFile()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            look(server.trace(), fresh);
        }
        return fresh;
    }

    private void look(Trace trace, List<Moment> fresh) {
        for (var listener : trace.listeners()) {
            if (listener.listen() != null && listener.port() == server.port()) {
                see(listener.listen(), listener.listen().enter(), "", Kind.LISTENS, fresh);
            }
        }
        trace.connections().forEach(connection -> look(connection, fresh));
    }

    /**
     * A call that takes from the client is shown when it returned, one that gives when it began.
     */
    private void look(Connection connection, List<Moment> fresh) {
        var client = connection.client();
        if (connection.accept() != null) {
            see(connection.accept(), connection.accept().exit(), client, Kind.ACCEPTED, fresh);
        }
        for (var call : connection.receives()) {
            see(call, call.exit(), client, Kind.RECEIVED, fresh);
        }
        for (var call : connection.sends()) {
            see(call, call.enter(), client, Kind.REPLIED, fresh);
        }
        if (connection.close() != null) {
            see(connection.close(), connection.close().enter(), client, Kind.CLOSED, fresh);
        }
    }

    private void see(Syscall call, long at, String client, Kind kind, List<Moment> fresh) {
        if (call.finished() && lines.add(call.line())) {
            fresh.add(new Moment(at, Actor.KERNEL, client, shown(call, kind), kind));
        }
    }

    /** The call in strace's own words, without the arguments that only the server needs. */
    private static String shown(Syscall call, Kind kind) {
        var argument =
                switch (kind) {
                    case ACCEPTED -> ", port " + call.port();
                    case RECEIVED, REPLIED -> ", \"" + escaped(call.payload().text()) + "\"";
                    case LISTENS -> ", " + call.arg(1);
                    default -> "";
                };
        return "%s(%d%s) = %d".formatted(call.name(), call.fd(), argument, call.value());
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(CallsSeen::escaped).collect(Collectors.joining());
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '"' -> "\\\"";
            default -> c >= ' ' && c < 127 ? Character.toString(c) : "\\x%02x".formatted(c);
        };
    }
}
