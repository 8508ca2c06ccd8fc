package org.syscalllabs.syscalls;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A socket that listens. The kernel completes each client's handshake by itself and queues the
 * connection in the backlog; {@link #accept4} takes the oldest.
 *
 * <p>One thread at a time may accept or ask.
 */
public final class Listener implements AutoCloseable {

    /** What bind(2) may overlook when another socket has, or had, the same address. */
    public enum Reuse {
        /**
         * Old connections of this port: those that linger in TIME_WAIT or FIN_WAIT2 after their
         * server has gone, if it had set this option too. A socket that listens is never
         * overlooked.
         */
        ADDRESS(
                Libc.SO_REUSEADDR,
                "--reuse-address",
                "bind although old connections still have the port"),
        /**
         * Other listeners, if they have set the same option and belong to the same user. The kernel
         * shares the clients out among them.
         */
        PORT(Libc.SO_REUSEPORT, "--reuse-port", "share the port with listeners that do the same");

        /** The lines of the options in a server's usage. */
        public static final String USAGE =
                Arrays.stream(values())
                        .map(reuse -> "  %-15s   %s\n".formatted(reuse.word, reuse.meaning))
                        .collect(Collectors.joining("", "\n", ""));

        private final int option;
        private final String word;
        private final String meaning;

        Reuse(int option, String word, String meaning) {
            this.option = option;
            this.word = word;
            this.meaning = meaning;
        }

        /** Takes these options out of a command line, and tells which were in it. */
        public static Set<Reuse> takenFrom(List<String> words) {
            var taken = EnumSet.noneOf(Reuse.class);
            for (var reuse : values()) {
                if (words.remove(reuse.word)) {
                    taken.add(reuse);
                }
            }
            return taken;
        }
    }

    /** Connections that may wait, where nothing is said of it. */
    static final int BACKLOG = 128;

    /**
     * Errors of one connection that died in the backlog, not of the listener: {@code accept(2)}.
     */
    private static final Set<Errno> CLIENT_IS_GONE =
            EnumSet.of(
                    Errno.ECONNABORTED,
                    Errno.ENETDOWN,
                    Errno.EPROTO,
                    Errno.ENOPROTOOPT,
                    Errno.EHOSTDOWN,
                    Errno.ENONET,
                    Errno.EHOSTUNREACH,
                    Errno.EOPNOTSUPP,
                    Errno.ENETUNREACH);

    /** The beginning of struct tcp_info, to where a listener's two counts are: {@code tcp.h}. */
    private static final int TCP_INFO_SIZE = 32;

    private static final int TCP_INFO_UNACKED = 24;

    private final Descriptor descriptor;
    private final SocketAddress address;
    // The collector frees this memory: a late call on a closed listener can't touch another's.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment errno = Libc.newErrno(arena);
    private final MemorySegment peer = arena.allocate(SocketAddress.MAX_SIZE, 8);
    private final MemorySegment peerSize = arena.allocate(JAVA_INT);

    private final MemorySegment info = arena.allocate(TCP_INFO_SIZE, 8);
    private final MemorySegment infoSize = arena.allocate(JAVA_INT);

    private Listener(int fd, SocketAddress address) {
        this.descriptor = new Descriptor(fd, address);
        this.address = address;
    }

    /**
     * A listener that a restarted server gets again at once: {@link Reuse#ADDRESS}.
     *
     * @see #open(String, int, int, Set)
     */
    public static Listener open(String host, int port) throws IOException {
        return open(host, port, BACKLOG);
    }

    /**
     * The same, with a queue of another length.
     *
     * @see #open(String, int, int, Set)
     */
    public static Listener open(String host, int port, int backlog) throws IOException {
        return open(host, port, backlog, EnumSet.of(Reuse.ADDRESS));
    }

    /**
     * socket, setsockopt, bind, listen.
     *
     * @param host a name, an IPv4 or an IPv6 address; {@code ::} takes IPv4 clients too
     * @param port 1 to 65535, or 0: the kernel chooses a free one
     * @param backlog how many connections may wait to be accepted, and one more. The kernel lowers
     *     it to net.core.somaxconn
     * @param reuse an option of the socket for each, set before bind; none, and bind overlooks
     *     nothing
     * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES …; nothing is left open
     * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
     * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
     * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
     */
    public static Listener open(String host, int port, int backlog, Set<Reuse> reuse)
            throws IOException {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("no port: " + port);
        }
        var address = new SocketAddress(InetAddress.getByName(host), port);
        try (var memory = Arena.ofConfined()) {
            var errno = Libc.newErrno(memory);
            var type = Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC;
            var fd = check("socket", address, Libc.socket(errno, address.family(), type, 0));
            try {
                var on = memory.allocateFrom(JAVA_INT, 1);
                var level = Libc.SOL_SOCKET;
                for (var overlooked : reuse) {
                    check(
                            "setsockopt",
                            address,
                            Libc.setsockopt(errno, fd, level, overlooked.option, on, 4));
                }
                // Every accepted socket inherits this: the end of a long reply does not wait.
                level = Libc.IPPROTO_TCP;
                check(
                        "setsockopt",
                        address,
                        Libc.setsockopt(errno, fd, level, Libc.TCP_NODELAY, on, 4));
                var name = memory.allocate(SocketAddress.MAX_SIZE, 8);
                address.writeTo(name);
                check("bind", address, Libc.bind(errno, fd, name, address.size()));
                check("listen", address, Libc.listen(errno, fd, backlog));
                if (port == 0) {
                    var size = memory.allocateFrom(JAVA_INT, SocketAddress.MAX_SIZE);
                    check("getsockname", address, Libc.getsockname(errno, fd, name, size));
                    address = SocketAddress.readFrom(name);
                }
                return new Listener(fd, address);
            } catch (IOException | RuntimeException e) {
                new Descriptor(fd, address).close();
                throw e;
            }
        }
    }

    /** The file descriptor: the number that strace prints first in each accept4. */
    public int fd() {
        return descriptor.number();
    }

    /** The port that is listened on, 1 to 65535. */
    public int port() {
        return address.port();
    }

    /**
     * Takes the oldest connection from the backlog, and sleeps until there is one. One system call;
     * a signal that interrupts it (EINTR) starts it again, and so does a client that was gone
     * before its turn.
     *
     * @throws ErrnoException EMFILE when this process has no descriptor left …
     * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept4(2)</a>
     */
    public Connection accept4() throws IOException {
        while (true) {
            var fd = descriptor.openFor("accept4");
            peerSize.set(JAVA_INT, 0, SocketAddress.MAX_SIZE);
            var client = Libc.accept4(errno, fd, peer, peerSize, Libc.SOCK_CLOEXEC);
            if (client >= 0) {
                return new Connection(client, SocketAddress.readFrom(peer));
            }
            if (client != -Errno.EINTR.number()
                    && Errno.of(-client).filter(CLIENT_IS_GONE::contains).isEmpty()) {
                throw new ErrnoException("accept4", address.toString(), -client);
            }
        }
    }

    /**
     * How many clients wait in the backlog now: connected, and not accepted. One system call,
     * getsockopt of TCP_INFO: of a listener, the kernel gives this count as tcpi_unacked. {@code ss
     * -lt} shows the same number as Recv-Q, /proc/net/tcp as rx_queue.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
     */
    public int waiting() throws IOException {
        var fd = descriptor.openFor("getsockopt");
        infoSize.set(JAVA_INT, 0, TCP_INFO_SIZE);
        var level = Libc.IPPROTO_TCP;
        var result = Libc.getsockopt(errno, fd, level, Libc.TCP_INFO, info, infoSize);
        check("getsockopt", address, result);
        return info.get(JAVA_INT, TCP_INFO_UNACKED);
    }

    /**
     * Stops listening, and keeps the descriptor: the next client is refused, and those in the
     * backlog are reset. A thread that sleeps in {@link #accept4} wakes with EINVAL; {@link #close}
     * alone would let it sleep on, and the port with it. From any thread.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
     */
    public void shutdown() throws IOException {
        var fd = descriptor.openFor("shutdown");
        try (var memory = Arena.ofConfined()) {
            var result = Libc.shutdown(Libc.newErrno(memory), fd, Libc.SHUT_RDWR);
            check("shutdown", address, result);
        }
    }

    /**
     * Gives the descriptor back, once. The kernel resets the clients that still wait in the
     * backlog.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
     */
    @Override
    public void close() throws IOException {
        descriptor.close();
    }

    private static int check(String call, SocketAddress address, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, address.toString(), -result);
        }
        return result;
    }

    /** {@code fd 6, 127.0.0.1:6379}. */
    @Override
    public String toString() {
        return descriptor.toString();
    }
}
