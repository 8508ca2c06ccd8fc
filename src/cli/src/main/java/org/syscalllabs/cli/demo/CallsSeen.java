package org.syscalllabs.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.syscalllabs.cli.demo.Moment.Actor;
import org.syscalllabs.cli.demo.Moment.Kind;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.testkit.ServerUnderTest;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.view.Quoted;

/** The server's calls for its clients, as they turn up in the growing trace. */
public final class CallsSeen implements Watcher {

    private static final Duration BOUND = Duration.ofSeconds(10);

    /** A call that is still to be shown, and the port of the client that it is for. */
    private record Seen(Syscall call, Kind kind, int client, long at) {}

    private final List<Seen> seen = new ArrayList<>();

    /**
     * A call that takes from the client is shown when it returned, one that gives when it began.
     */
    @Override
    public void see(Step step) {
        switch (step) {
            case Step.Listened(var socket) -> {
                var call = socket.listen();
                seen.add(new Seen(call, Kind.LISTENS, -1, call.enter()));
            }
            case Step.Accepted(var connection, var call) ->
                    add(connection, call, Kind.ACCEPTED, call.exit());
            case Step.Received(var connection, var call, var _) ->
                    add(connection, call, Kind.RECEIVED, call.exit());
            case Step.Sent(var connection, var call, var _) ->
                    add(connection, call, Kind.REPLIED, call.enter());
            case Step.Closed(var connection, var by) -> {
                if (by instanceof Syscall call && call.name().equals("close")) {
                    add(connection, call, Kind.CLOSED, call.enter());
                }
            }
            case Step.AcceptBegun _,
                    Step.BindFailed _,
                    Step.Ended _,
                    Step.Executed _,
                    Step.NotAccepted _,
                    Step.ShutDown _,
                    Step.Signalled _,
                    Step.Spawned _,
                    Step.Waited _ -> {}
        }
    }

    private void add(Connection connection, Syscall call, Kind kind, long at) {
        if (call.finished()) {
            seen.add(new Seen(call, kind, connection.peerPort(), at));
        }
    }

    /** The new calls, as soon as one of this kind for this client is among them. */
    List<Moment> upTo(ServerUnderTest server, String client, Kind kind) {
        var fresh = new ArrayList<Moment>();
        var arrived =
                Deadline.in(BOUND)
                        .waitFor(() -> {
                            server.look();
                            seen.forEach(one -> fresh.add(moment(one, server)));
                            seen.clear();
                            return fresh.stream().anyMatch(call -> call.isFor(client, kind));
                        });
        if (!arrived) {
            throw new AssertionError(
                    "the trace does not show in %d s that the server %s %s: %s"
                            .formatted(
                                    BOUND.toSeconds(),
                                    kind.name().toLowerCase(Locale.ROOT),
                                    client,
                                    server.traceFile()));
        }
        return fresh;
    }

    private static Moment moment(Seen seen, ServerUnderTest server) {
        var client = seen.kind == Kind.LISTENS ? "" : server.clientName(seen.client);
        return new Moment(seen.at, Actor.KERNEL, client, shown(seen.call, seen.kind), seen.kind);
    }

    /** The call in strace's own words, without the arguments that only the server needs. */
    private static String shown(Syscall call, Kind kind) {
        var argument =
                switch (kind) {
                    case ACCEPTED -> ", port " + call.port();
                    case RECEIVED, REPLIED -> ", " + Quoted.of(call.payload().bytes());
                    case LISTENS -> ", " + call.arg(1);
                    default -> "";
                };
        return call.name() + "(" + call.fd() + argument + ") = " + call.value();
    }
}
