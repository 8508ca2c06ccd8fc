package org.syscalllabs.trace.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Syscall;

/**
 * A process and its descriptors. Threads share one; a fork copies it, and from then on both copies
 * of a descriptor must be closed before the connection is.
 */
final class Descriptors {

    /** What a descriptor of interest stands for. */
    sealed interface Open permits Bound, Listening, Unrelated, Connection {}

    /** A TCP socket that was bound: the port that a listen will be on. */
    record Bound(int port, Syscall bind) implements Open {}

    /**
     * @param socket null when strace came after its listen(2)
     */
    record Listening(Listener listener, @Nullable ListeningSocket socket) implements Open {}

    /** A socket that the log has shown to be made, and that is no client of the server. */
    enum Unrelated implements Open {
        SOCKET,
        NOT_TCP
    }

    /** What takes the place of a connection's last descriptor. */
    interface LastClosed {
        void closed(Connection connection, @Nullable Event by);
    }

    /**
     * The largest that the kernel's own limit, nr_open, allows: a number beyond is no descriptor.
     */
    private static final int MOST = 1 << 20;

    final int pid;

    /** How many threads it has, as far as the log tells. */
    int threads;

    /** The log shows its execve, or the birth from a process whose execve it shows. */
    boolean fromItsStart;

    private final LastClosed lastClosed;
    private @Nullable Open[] open = new Open[16];
    private int most;

    Descriptors(int pid, LastClosed lastClosed) {
        this.pid = pid;
        this.lastClosed = lastClosed;
    }

    @Nullable Open get(int fd) {
        return fd >= 0 && fd < most ? open[fd] : null;
    }

    /** The descriptor stands for something else now: what it stood for was closed unseen. */
    void put(int fd, Open what) {
        if (fd < 0 || fd >= MOST) {
            return;
        }
        remove(fd, null);
        if (what instanceof Connection connection) {
            connection.holders++;
        } else if (what instanceof Listening listening && listening.socket != null) {
            listening.socket.holders.add(pid);
        }
        if (fd >= open.length) {
            open = Arrays.copyOf(open, Math.max(fd + 1, 2 * open.length));
        }
        open[fd] = what;
        most = Math.max(most, fd + 1);
    }

    /** dup(2), dup2(2), dup3(2), fcntl(2). */
    void duplicate(Syscall call) {
        var copies = !call.name().startsWith("fcntl") || call.arg(1).startsWith("F_DUPFD");
        if (copies && call.succeeded()) {
            var what = get(call.fd());
            if (what != null && call.value() != call.fd()) {
                put((int) call.value(), what);
            }
        }
    }

    /** Forgets a descriptor. */
    void remove(int fd, @Nullable Event by) {
        var what = get(fd);
        if (what == null) {
            return;
        }
        open[fd] = null;
        while (most > 0 && open[most - 1] == null) {
            most--;
        }
        switch (what) {
            case Connection connection -> {
                if (--connection.holders == 0) {
                    lastClosed.closed(connection, by);
                }
            }
            case Listening listening -> {
                var socket = listening.socket;
                if (socket != null) {
                    if (by != null && socket.holders.size() == 1) {
                        socket.release(by);
                    }
                    socket.holders.remove(Integer.valueOf(pid));
                }
            }
            case Bound _, Unrelated _ -> {}
        }
    }

    /** A range of descriptors is closed: close_range(2), or by the end of the process all. */
    void removeAll(int first, int last, @Nullable Event by) {
        for (var fd = Math.max(0, first); fd <= Math.min(last, most - 1); fd++) {
            remove(fd, by);
        }
    }

    /** Another process that has the same listeners, and clients of its own. */
    Descriptors listenersOnly(int other) {
        var copy = new Descriptors(other, lastClosed);
        for (var fd = 0; fd < most; fd++) {
            if (open[fd] instanceof Listening listening) {
                copy.put(fd, listening);
            }
        }
        return copy;
    }

    /** What a fork makes. */
    Descriptors copy(int child) {
        var copy = new Descriptors(child, lastClosed);
        copy.fromItsStart = fromItsStart;
        for (var fd = 0; fd < most; fd++) {
            var what = open[fd];
            if (what != null) {
                copy.put(fd, what);
            }
        }
        return copy;
    }
}
