package org.syscalllabs.proc;

import java.util.List;
import java.util.Optional;

/**
 * A process that listens on a port.
 *
 * @param pid the process; 0 when the kernel does not tell this user which it is
 * @param name its command's name, as ps shows it under COMMAND
 * @param uid the user who made the socket
 */
public record PortHolder(long pid, String name, int uid) {

    /** The holder of this port at 127.0.0.1; empty when nothing listens there. */
    public static Optional<PortHolder> of(int port) {
        return TcpSocket.listener(port).map(PortHolder::of);
    }

    /** The first of {@link #all}. */
    public static PortHolder of(TcpSocket socket) {
        return all(socket).getFirst();
    }

    /**
     * All processes that have a descriptor of this socket: a fork has inherited it. From the
     * socket's inode to the descriptors that point to it, /proc/PID/fd/N. Never empty: what this
     * user may not look into is one holder without a PID.
     */
    public static List<PortHolder> all(TcpSocket socket) {
        var holders =
                ProcFile.pids().stream()
                        .filter(socket::isOpenIn)
                        .map(pid -> new PortHolder(pid, ProcFile.name(pid), socket.uid()))
                        .toList();
        return holders.isEmpty() ? List.of(new PortHolder(0, "", socket.uid())) : holders;
    }

    /** {@code redis-server (pid 812)}, or {@code a process of user redis}. */
    @Override
    public String toString() {
        return pid == 0
                ? "a process of user " + ProcFile.userName(uid)
                : "%s (pid %d)".formatted(name, pid);
    }
}
