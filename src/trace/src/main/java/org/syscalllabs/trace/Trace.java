package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Listener;
import org.syscalllabs.trace.server.ListeningSocket;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Clock;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.strace.Unreadable;

/**
 * The watcher that keeps everything, for tests and small logs: the server's connections in the
 * order in which it took them, with every call of each.
 */
public final class Trace implements Watcher {

    private final Follower server;
    private final List<Step> steps = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Connection, List<Syscall>> calls = new HashMap<>();

    /** Keeps what it will have seen of a server. */
    public Trace(Follower server) {
        this.server = server;
    }

    @Override
    public void see(Step step) {
        steps.add(step);
        switch (step) {
            case Step.Accepted(var connection, var _) -> calls(connection);
            case Step.Received(var connection, var call, var _) -> calls(connection).add(call);
            case Step.Sent(var connection, var call, var _) -> calls(connection).add(call);
            case Step.ShutDown(var connection, var call) -> calls(connection).add(call);
            case Step.AcceptBegun _,
                    Step.BindFailed _,
                    Step.Closed _,
                    Step.Ended _,
                    Step.Executed _,
                    Step.Listened _,
                    Step.NotAccepted _,
                    Step.Signalled _,
                    Step.Spawned _,
                    Step.Waited _ -> {}
        }
    }

    /** Every call on it after its accept and before its close, in the order of their ends. */
    public List<Syscall> calls(Connection connection) {
        return calls.computeIfAbsent(
                connection,
                c -> {
                    connections.add(c);
                    return new ArrayList<>();
                });
    }

    /** The calls that took bytes from the client, also those that got none. */
    public List<Syscall> receives(Connection connection) {
        return calls(connection).stream().filter(call -> call.family() == Family.RECEIVE).toList();
    }

    /** The calls that gave bytes to the client, also those that failed. */
    public List<Syscall> sends(Connection connection) {
        return calls(connection).stream().filter(call -> call.family() == Family.SEND).toList();
    }

    /** All steps, in the order of the log. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The connections of the server, in the order in which they turned up. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** The connections of one client, in the order in which they turned up. */
    public List<Connection> connections(String client) {
        return connections.stream().filter(c -> c.client().equals(client)).toList();
    }

    /** The ports on which the server took clients. */
    public List<Listener> listeners() {
        return server.listeners();
    }

    /** The sockets that listened, in the order of their listens. */
    public List<ListeningSocket> sockets() {
        return of(Step.Listened.class).stream().map(Step.Listened::socket).toList();
    }

    /** The programs that were started (execve). */
    public List<Syscall> programs() {
        return of(Step.Executed.class).stream().map(Step.Executed::call).toList();
    }

    /** The threads' ends. */
    public List<Exit> exits() {
        return of(Step.Ended.class).stream().map(Step.Ended::exit).toList();
    }

    /** The signals that reached threads. */
    public List<Signal> signals() {
        return of(Step.Signalled.class).stream().map(Step.Signalled::signal).toList();
    }

    /** The steps of one kind. */
    public <S extends Step> List<S> of(Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The lines that could not be read. */
    public Unreadable unreadable() {
        return server.unreadable();
    }

    /** What the times of this log count from. */
    public Clock clock() {
        return server.clock();
    }

    /** Why the order of the log's lines is not the order of the calls; null if it is. */
    public @Nullable String orderUnknown() {
        return server.orderUnknown();
    }

    /** How a table calls a thread: main called listen, the others have their number. */
    public String threadName(int tid) {
        return server.threadName(tid);
    }
}
