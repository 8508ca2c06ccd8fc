package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process that listens on a port of 127.0.0.1.
 *
 * @param pid the process; 0 when the kernel does not tell this user which it is
 * @param command its command line
 */
public record PortHolder(long pid, String command) {

    /** The holder of this port; empty when nobody listens there. */
    public static Optional<PortHolder> of(int port) {
        return TcpSocket.listener(port).map(listener -> owner(listener.inode()));
    }

    /** {@code redis-server (pid 812)}. */
    @Override
    public String toString() {
        return pid == 0 ? "another user's process" : command + " (pid " + pid + ")";
    }

    /** From the socket's inode to the descriptor that points to it: /proc/PID/fd/N. */
    private static PortHolder owner(long inode) {
        var target = "socket:[" + inode + "]";
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .map(process -> process.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .mapToLong(Long::parseLong)
                    .filter(pid -> holds(pid, target))
                    .mapToObj(pid -> new PortHolder(pid, ProcFile.command(pid)))
                    .findFirst()
                    .orElse(new PortHolder(0, ""));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean holds(long pid, String target) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, target));
        } catch (IOException endedOrForbidden) {
            return false;
        }
    }

    private static boolean pointsTo(Path descriptor, String target) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(target);
        } catch (IOException closed) {
            return false;
        }
    }
}
