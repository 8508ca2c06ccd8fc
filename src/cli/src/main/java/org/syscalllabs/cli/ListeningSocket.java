package org.syscalllabs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A TCP socket in the state LISTEN, as the kernel's own table has it.
 *
 * @param address the address that it is bound to
 * @param port its port
 * @param inode its number: what {@code /proc/PID/fd/N -> socket:[inode]} points to
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
record ListeningSocket(InetAddress address, int port, long inode) {
    /** TCP_LISTEN of the kernel's tcp_states.h. */
    private static final String LISTEN = "0A";

    /** All of this machine, or rather of this network namespace. */
    static List<ListeningSocket> all() {
        var found = new ArrayList<ListeningSocket>();
        for (var table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            // A kernel without IPv6 has no tcp6.
            if (Files.exists(table)) {
                found.addAll(read(table));
            }
        }
        return found;
    }

    private static List<ListeningSocket> read(Path table) {
        try (var lines = Files.lines(table)) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(field -> field[3].equals(LISTEN))
                    .map(field -> of(field[1], Long.parseLong(field[9])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that a process has open. */
    static List<ListeningSocket> of(long pid) {
        return all().stream().filter(socket -> socket.isOpenIn(pid)).toList();
    }

    /** {@code 0100007F:18EB}: the address as 32-bit words of this machine's byte order. */
    private static ListeningSocket of(String local, long inode) {
        var colon = local.indexOf(':');
        var words = ByteBuffer.wrap(HexFormat.of().parseHex(local, 0, colon));
        var address = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        try {
            return new ListeningSocket(
                    InetAddress.getByAddress(address.array()),
                    Integer.parseInt(local, colon + 1, local.length(), 16),
                    inode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a bind to this address and port would fail with EADDRINUSE. */
    boolean isInTheWayOf(InetAddress other, int otherPort) {
        return port == otherPort
                && (address.equals(other)
                        || address.isAnyLocalAddress()
                        || other.isAnyLocalAddress());
    }

    /** {@code 127.0.0.1:6379}. */
    String shown() {
        var host = address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Who has it open: {@code redis-server (pid 812)}. */
    String holder() {
        var pid = pid();
        return pid.isEmpty()
                ? "a process of another user"
                : name(pid.getAsLong()) + " (pid " + pid.getAsLong() + ")";
    }

    /** The process that has it open; empty when it is none that this user may look into. */
    OptionalLong pid() {
        return ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(this::isOpenIn)
                .findFirst();
    }

    private boolean isOpenIn(long pid) {
        var link = Path.of("socket:[" + inode + "]");
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.anyMatch(file -> link.equals(target(file)));
        } catch (IOException | UncheckedIOException goneOrForbidden) {
            return false;
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return link;
        }
    }

    private static String name(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).strip();
        } catch (IOException gone) {
            return "a process";
        }
    }
}
