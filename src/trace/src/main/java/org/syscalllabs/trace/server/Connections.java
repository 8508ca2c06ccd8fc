package org.syscalllabs.trace.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Clock;
import org.syscalllabs.trace.strace.LogSource;
import org.syscalllabs.trace.strace.SocketName;
import org.syscalllabs.trace.strace.Syscall;

/**
 * The connections by both their ports, which name them where strace printed them (-yy), and the
 * clients' names by theirs. Of those that have ended only the latest are known.
 */
final class Connections {

    private static final int ENDED_KNOWN = 512;
    private static final int KEPT_OF_A_CLIENT = 16;

    private final Listeners listeners;
    private final Sight sight;
    private final Map<Integer, ClientFacts> clients = new HashMap<>();
    private final Map<Long, Connection> open = new HashMap<>();
    private final Map<Long, Connection> ended =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Connection> eldest) {
                    return size() > ENDED_KNOWN;
                }
            };

    /** When clients whose calls stand in the same log first sent, by their ports. */
    private final Map<Integer, Long> firstBytes = new HashMap<>();

    /** The connections of each client that is named, the first of them. */
    private final Map<String, List<Connection>> ofClients = new HashMap<>();

    private @Nullable LogSource source;
    private int count;

    Connections(List<ClientFacts> clients, Listeners listeners, Sight sight) {
        this.listeners = listeners;
        this.sight = sight;
        clients.forEach(client -> this.clients.put(client.port(), client));
    }

    void follow(LogSource reader) {
        source = reader;
    }

    /** A client of the same log connects: what one of that port sent before was another's. */
    void connects(int port) {
        firstBytes.remove(port);
    }

    /** A client of the same log sends. */
    void sends(int port, long at) {
        firstBytes.putIfAbsent(port, at);
    }

    /** The listener has a client more. */
    Connection begin(Listener listener, @Nullable Syscall accept, int peerPort, int line) {
        var client = clients.get(peerPort);
        long own = firstBytes.getOrDefault(peerPort, -1L);
        firstBytes.remove(peerPort);
        // A client's own clock counts from 1970.
        var timed = source != null && source.clock() == Clock.EPOCH ? client : null;
        var sent = timed != null && timed.firstByteAt() >= 0 ? timed.firstByteAt() : own;
        count++;
        var connection =
                new Connection(
                        count,
                        client == null ? "client-" + count : client.name(),
                        peerPort,
                        listener,
                        accept,
                        line,
                        timed == null ? -1 : timed.connectedAt(),
                        sent);
        if (client != null) {
            var its = ofClients.computeIfAbsent(client.name(), c -> new ArrayList<>());
            if (its.size() < KEPT_OF_A_CLIENT) {
                its.add(connection);
            }
        }
        if (peerPort >= 0) {
            var ports = ports(listener.port(), peerPort);
            ended.remove(ports);
            open.put(ports, connection);
        }
        return connection;
    }

    /** The connections of a client that has a name, in the order of their accepts. */
    List<Connection> of(ClientFacts client) {
        return ofClients.getOrDefault(client.name(), List.of());
    }

    /** The connection that a call works on, or null. */
    @Nullable Connection of(Syscall call, int fd, SocketName socket, Descriptors process) {
        if (socket.connected()) {
            return named(socket, call);
        }
        var known = process.get(fd);
        if (known instanceof Connection connection) {
            if (socket.kind() == SocketName.Kind.OTHER) {
                process.remove(fd, null); // closed unseen, and the number was given away
                return null;
            }
            return connection;
        }
        // Only a socket can be asked so, and nobody has seen who made or accepted this one.
        var asksSocket = call.name().startsWith("recv") || call.name().startsWith("send");
        if (known == null
                && asksSocket
                && !call.name().startsWith("sendfile")
                && socket.kind() != SocketName.Kind.OTHER
                && fd >= 0
                && !process.fromItsStart) {
            sight.stranger(call);
        }
        return null;
    }

    /** -yy names both ends. A client that no accept brought was there before strace came. */
    private @Nullable Connection named(SocketName socket, Syscall call) {
        var listener = listeners.on(socket.localPort());
        if (listener == null) {
            return null; // here the server is a client itself, of another server
        }
        var known = named(socket);
        if (known == null) {
            known = begin(listener, null, socket.peerPort(), call.line());
            if (listener.listen() == null) {
                sight.stranger(call);
            } else {
                sight.withoutAccept(known);
            }
        }
        return known;
    }

    /** The latest connection of these ports, or null. */
    @Nullable Connection named(SocketName socket) {
        var ports = ports(socket.localPort(), socket.peerPort());
        var known = open.get(ports);
        return known != null ? known : ended.get(ports);
    }

    /** The connection has ended; a process that was handed it may still use it. */
    void end(Connection connection) {
        var ports = ports(connection.listener().port(), connection.peerPort());
        if (open.remove(ports, connection)) {
            ended.put(ports, connection);
        }
    }

    private static long ports(int local, int peer) {
        return ((long) local << 32) | (peer & 0xFFFFFFFFL);
    }
}
