package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One TCP socket as the kernel's own table shows it.
 *
 * @param address the local IP address, in the table's hexadecimal
 * @param localPort this end's port
 * @param peerPort the other end's port; 0 for a listener
 * @param listening true in the state LISTEN
 * @param unsent bytes that the peer's kernel has not acknowledged yet
 * @param unread bytes that have arrived and that no program has read; for a listener, how many
 *     connections wait in its backlog
 * @param inode what the owner's file descriptor points to; 0 while nobody has accepted it
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net_tcp.5.html">proc_net_tcp(5)</a>
 */
record TcpSocket(
        String address,
        int localPort,
        int peerPort,
        boolean listening,
        long unsent,
        long unread,
        long inode) {

    private static final String LISTEN = "0A";

    /** The addresses at which a listener takes what is sent to 127.0.0.1: its own and "any". */
    private static final Set<String> REACHED_AT_LOOPBACK =
            Set.of(
                    "0100007F",
                    "00000000",
                    "00000000000000000000000000000000",
                    "0000000000000000FFFF00000100007F");

    /** All TCP sockets of this machine, IPv4 then IPv6. */
    static List<TcpSocket> all() {
        var sockets = new ArrayList<TcpSocket>();
        for (var table : List.of("tcp", "tcp6")) {
            try (var lines = Files.lines(Path.of("/proc/self/net", table))) {
                lines.skip(1).map(TcpSocket::parse).forEach(sockets::add);
            } catch (NoSuchFileException noIpv6) {
                // A kernel without IPv6 has no such table.
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return sockets;
    }

    /** The listener that a client of 127.0.0.1 reaches at this port. */
    static Optional<TcpSocket> listener(int port) {
        return all().stream()
                .filter(socket -> socket.listening && socket.localPort == port)
                .filter(socket -> REACHED_AT_LOOPBACK.contains(socket.address))
                .findFirst();
    }

    /** One end of a connection: the end whose own port is {@code local}. */
    static Optional<TcpSocket> end(List<TcpSocket> sockets, int local, int peer) {
        return sockets.stream()
                .filter(socket -> socket.localPort == local && socket.peerPort == peer)
                .findFirst();
    }

    /** One line of the table, below its heading. */
    static TcpSocket parse(String line) {
        var fields = line.strip().split("\\s+", -1);
        return new TcpSocket(
                fields[1].substring(0, fields[1].indexOf(':')),
                port(fields[1]),
                port(fields[2]),
                fields[3].equals(LISTEN),
                Long.parseLong(fields[4].substring(0, 8), 16),
                Long.parseLong(fields[4].substring(9), 16),
                Long.parseLong(fields[9]));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
