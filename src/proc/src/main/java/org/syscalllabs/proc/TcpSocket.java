package org.syscalllabs.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One TCP socket as the kernel's own table shows it.
 *
 * @param address the local IP address; an IPv4 one also where an IPv6 socket is bound to it
 * @param localPort this end's port
 * @param peerPort the other end's port; 0 for a listener
 * @param state what it is in the middle of
 * @param unsent bytes that the peer's kernel has not acknowledged yet
 * @param unread bytes that have arrived and that no program has read; for a listener, how many
 *     connections wait in its backlog
 * @param timer when its timer goes off next, in hundredths of a second: of TIME_WAIT, when the
 *     kernel forgets it; zero when none runs
 * @param uid the user who made it; 0, root, also where no process has it any more
 * @param inode what the owner's file descriptor points to; 0 while it is not accepted, and when no
 *     process has it any more
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
public record TcpSocket(
        InetAddress address,
        int localPort,
        int peerPort,
        State state,
        long unsent,
        long unread,
        Duration timer,
        int uid,
        long inode) {

    /** The states of TCP, with their numbers in the kernel's tcp_states.h. */
    public enum State {
        ESTABLISHED(1),
        SYN_SENT(2),
        SYN_RECV(3),
        FIN_WAIT1(4),
        FIN_WAIT2(5),
        TIME_WAIT(6),
        CLOSE(7),
        CLOSE_WAIT(8),
        LAST_ACK(9),
        LISTEN(10),
        CLOSING(11),
        NEW_SYN_RECV(12),
        /** One that this list does not know. */
        OTHER(-1);

        private final int number;

        State(int number) {
            this.number = number;
        }

        private static State of(int number) {
            return Arrays.stream(values())
                    .filter(state -> state.number == number)
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** All TCP sockets of this machine, or rather of this network namespace: IPv4, then IPv6. */
    public static List<TcpSocket> all() {
        var sockets = new ArrayList<TcpSocket>();
        for (var table : List.of("tcp", "tcp6")) {
            try (var lines = Files.lines(Path.of("/proc/self/net", table))) {
                lines.skip(1).map(TcpSocket::parse).forEach(sockets::add);
            } catch (NoSuchFileException noIpv6) {
                // A kernel without IPv6 has no such table.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sockets;
    }

    /** All that listen. */
    public static List<TcpSocket> listeners() {
        return all().stream().filter(TcpSocket::listens).toList();
    }

    /**
     * All that a bind to this address and port would meet: listeners, and connections, also old
     * ones. A socket that is bound, and neither listens nor is connected, has no row in the table.
     *
     * @param host an IP address, or a name that has one
     * @throws UncheckedIOException when the name has none
     */
    public static List<TcpSocket> inTheWayOf(String host, int port) {
        try {
            var address = InetAddress.getByName(host);
            return all().stream().filter(socket -> socket.isInTheWayOf(address, port)).toList();
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that a process has open, as far as this user may see. */
    public static List<TcpSocket> listeners(long pid) {
        var files = ProcFile.openFiles(pid);
        // The kernel takes milliseconds for its table: it walks through all of its buckets.
        if (files.stream().noneMatch(file -> file.startsWith("socket:"))) {
            return List.of();
        }
        return listeners().stream().filter(socket -> files.contains(socket.link())).toList();
    }

    /** The listener that a client of 127.0.0.1 reaches at this port. */
    public static Optional<TcpSocket> listener(int port) {
        return listeners().stream()
                .filter(socket -> socket.localPort == port)
                .filter(socket -> socket.address.isAnyLocalAddress() || socket.isIpv4Loopback())
                .findFirst();
    }

    /** One end of a connection: the end whose own port is {@code local}. */
    public static Optional<TcpSocket> end(List<TcpSocket> sockets, int local, int peer) {
        return sockets.stream()
                .filter(socket -> socket.localPort == local && socket.peerPort == peer)
                .findFirst();
    }

    /** One line of the table, below its heading. */
    public static TcpSocket parse(String line) {
        var fields = line.strip().split("\\s+", -1);
        return new TcpSocket(
                address(fields[1].substring(0, fields[1].indexOf(':'))),
                port(fields[1]),
                port(fields[2]),
                State.of(Integer.parseInt(fields[3], 16)),
                Long.parseLong(fields[4].substring(0, 8), 16),
                Long.parseLong(fields[4].substring(9), 16),
                Duration.ofMillis(10 * Long.parseLong(fields[5].substring(3), 16)),
                Integer.parseInt(fields[7]),
                Long.parseLong(fields[9]));
    }

    /** Whether it takes clients. */
    public boolean listens() {
        return state == State.LISTEN;
    }

    /** Whether a bind to this address and port would meet this socket: EADDRINUSE. */
    public boolean isInTheWayOf(InetAddress other, int otherPort) {
        return localPort == otherPort
                && (address.equals(other) || covers(address, other) || covers(other, address));
    }

    /**
     * Whether one address stands for the other: 0.0.0.0 for all of IPv4, [::] for all. (With the
     * option IPV6_V6ONLY it does not stand for IPv4's, but the table does not show that.)
     */
    private static boolean covers(InetAddress any, InetAddress one) {
        return any.isAnyLocalAddress()
                && (any instanceof Inet6Address || one instanceof Inet4Address);
    }

    /** Whether this process has a descriptor of it, as far as this user may see. */
    public boolean isOpenIn(long pid) {
        return inode != 0 && ProcFile.openFiles(pid).contains(link());
    }

    /** Where it is bound to: {@code 127.0.0.1:6379}, {@code [::1]:6379}. */
    public String shown() {
        if (address instanceof Inet4Address) {
            return address.getHostAddress() + ":" + localPort;
        }
        var host =
                address.isAnyLocalAddress()
                        ? "::"
                        : address.isLoopbackAddress() ? "::1" : address.getHostAddress();
        return "[" + host + "]:" + localPort;
    }

    /** What a descriptor of it points to. */
    private String link() {
        return "socket:[" + inode + "]";
    }

    private boolean isIpv4Loopback() {
        return Arrays.equals(address.getAddress(), new byte[] {127, 0, 0, 1});
    }

    /**
     * {@code 0100007F}: 32-bit words of this machine's byte order. An IPv4 address in IPv6's form,
     * ::ffff:127.0.0.1, is one of IPv4 to Java too.
     */
    private static InetAddress address(String hex) {
        var words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        var bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + hex, e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
