package org.syscalllabs.testkit.machine;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/**
 * The connections that a port of this machine had before a check first used it. An old one may keep
 * a server out, and none of that is its fault.
 */
public final class EarlierConnections {

    /** These end when a process closes them. */
    private static final Set<State> OF_A_PROCESS = EnumSet.of(State.ESTABLISHED, State.CLOSE_WAIT);

    private final Map<Integer, Set<Integer>> peers = new HashMap<>();

    /** Notes the port's connections, when it has not been looked at before. */
    synchronized void note(int port) {
        peers.computeIfAbsent(
                port, p -> connections(p).map(TcpSocket::peerPort).collect(Collectors.toSet()));
    }

    /** Those of the port that are still there. */
    synchronized List<TcpSocket> left(int port) {
        var earlier = peers.getOrDefault(port, Set.of());
        return connections(port).filter(one -> earlier.contains(one.peerPort())).toList();
    }

    /** Whether some of the port are still there, and will go by themselves: TIME_WAIT. */
    public boolean areGoing(int port) {
        var left = left(port);
        return !left.isEmpty()
                && left.stream().noneMatch(one -> OF_A_PROCESS.contains(one.state()));
    }

    private static Stream<TcpSocket> connections(int port) {
        return TcpSocket.all().stream()
                .filter(socket -> socket.localPort() == port && !socket.listens());
    }
}
