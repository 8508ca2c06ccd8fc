package org.syscalllabs.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A process and its descriptors. Threads share one; a fork copies it, and from then on both copies
 * of a descriptor must be closed before the connection is.
 */
final class Descriptors {

    /** What a descriptor of interest stands for. */
    sealed interface Open {}

    /** A TCP socket that was bound: the port that a listen will be on. */
    record Bound(int port, Syscall bind) implements Open {}

    /**
     * @param holding since when, or null when strace came later
     */
    record Listening(Listener listener, @Nullable HoldingLog holding) implements Open {}

    /** A client's connection, as the log goes on. */
    static final class Connected implements Open {
        final ConnectionLog log;

        Connected(ConnectionLog log) {
            this.log = log;
        }
    }

    final int pid;
    final Set<Integer> threads = new TreeSet<>();
    private final Map<Integer, Open> open = new HashMap<>();

    Descriptors(int pid) {
        this.pid = pid;
    }

    @Nullable Open get(int fd) {
        return open.get(fd);
    }

    /** The descriptor stands for something else now: what it stood for was closed unseen. */
    void put(int fd, Open what) {
        remove(fd);
        if (what instanceof Connected connected) {
            connected.log.holders++;
        } else if (what instanceof Listening listening && listening.holding != null) {
            listening.holding.holders.add(pid);
        }
        open.put(fd, what);
    }

    /** Forgets a descriptor; returns the connection whose last descriptor it was, or null. */
    @Nullable ConnectionLog remove(int fd) {
        Open what = open.remove(fd);
        if (what instanceof Listening listening && listening.holding != null) {
            listening.holding.holders.remove(Integer.valueOf(pid));
        }
        return what instanceof Connected connected && --connected.log.holders == 0
                ? connected.log
                : null;
    }

    /** A call, or the end of the process, closes a descriptor of a listener. */
    void release(int fd, Event by) {
        if (open.get(fd) instanceof Listening listening
                && listening.holding != null
                && listening.holding.holders.size() == 1) {
            listening.holding.release(by);
        }
    }

    /** The process ends, and with it all its descriptors. */
    void closeAll(Event end) {
        for (Integer fd : Set.copyOf(open.keySet())) {
            release(fd, end);
            ConnectionLog last = remove(fd);
            if (last != null) {
                last.closed = end;
            }
        }
    }

    /** What a fork makes. */
    Descriptors copy(int child) {
        var copy = new Descriptors(child);
        open.forEach(copy::put);
        return copy;
    }
}
