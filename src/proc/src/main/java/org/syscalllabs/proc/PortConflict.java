package org.syscalllabs.proc;

import java.util.ArrayList;
import java.util.List;

/**
 * What is in the way of a bind that failed with EADDRINUSE. bind(2) itself does not say: the
 * kernel's table of sockets does, and /proc/PID/fd says which process has a socket open.
 *
 * @param port the port that was asked for
 * @param sockets what the bind met
 */
public record PortConflict(int port, List<TcpSocket> sockets) {

    /**
     * What is in the way now.
     *
     * @param host an IP address, or a name that has one
     * @throws java.io.UncheckedIOException when the name has none
     */
    public static PortConflict at(String host, int port) {
        return new PortConflict(port, TcpSocket.inTheWayOf(host, port));
    }

    /** What a server says that can't have its port: what holds it, and what to do about it. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (var socket : sockets) {
            if (socket.listens()) {
                lines.add("%s is held by %s".formatted(socket.shown(), PortHolder.of(socket)));
            }
        }
        if (sockets.isEmpty()) {
            lines.add("nobody is seen: bound, not listening, or just gone; another --port?");
        } else if (lines.isEmpty()) {
            var states = sockets.stream().map(TcpSocket::state).distinct().toList();
            lines.add("nobody listens there, but old connections have the port: " + states);
            lines.add("two ways out: wait a minute, or --reuse-address both times");
        } else {
            lines.add("two ways out: scripts/free-port " + port + ", or another --port");
        }
        return lines;
    }
}
