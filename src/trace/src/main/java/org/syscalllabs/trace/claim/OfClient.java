package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;

/** The connections of one client, in the order in which they turned up: the first sixteen. */
final class OfClient implements Watcher {

    private static final int KEPT = 16;

    private final String client;
    private final List<Connection> connections = new ArrayList<>();

    OfClient(String client) {
        this.client = client;
    }

    @Override
    public void see(Step step) {
        var connection = connection(step);
        if (connection != null
                && connections.size() < KEPT
                && connection.client().equals(client)
                && !connections.contains(connection)) {
            connections.add(connection);
        }
    }

    List<Connection> connections() {
        return connections;
    }

    /** The connection that a step is about, or null. */
    static @Nullable Connection connection(Step step) {
        return switch (step) {
            case Step.Accepted(Connection connection, var _) -> connection;
            case Step.Received(Connection connection, var _, var _) -> connection;
            case Step.Sent(Connection connection, var _, var _) -> connection;
            case Step.ShutDown(Connection connection, var _) -> connection;
            case Step.Closed(Connection connection, var _) -> connection;
            case Step.AcceptBegun _,
                    Step.BindFailed _,
                    Step.Ended _,
                    Step.Executed _,
                    Step.Listened _,
                    Step.NotAccepted _,
                    Step.Signalled _,
                    Step.Spawned _,
                    Step.Waited _ ->
                    null;
        };
    }
}
