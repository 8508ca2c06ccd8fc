package org.syscalllabs.trace;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One client of the server, from its accept to its end. A descriptor doesn't name it, for the next
 * client gets the same number, and neither does a thread: its accept and its peer's port do.
 *
 * @param client the client's name; {@code client-1}, {@code client-2}, … in the order of accept
 *     where nobody named it
 * @param peerPort the client's port, or -1 where the log doesn't say
 * @param listener the port that it came to
 * @param accept the call that took it from the backlog, or null when strace came later
 * @param calls every call on it after its accept, in the order in which they finished
 * @param closed what closed the last descriptor of it: a close, or the end of its process; null if
 *     nothing did before the log ended
 */
public record Connection(
        String client,
        int peerPort,
        Listener listener,
        @Nullable Syscall accept,
        List<Syscall> calls,
        @Nullable Event closed) {

    /** An end that the log doesn't show. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** The calls that took bytes from the client, also those that got none. */
    public List<Syscall> receives() {
        return of(Family.RECEIVE);
    }

    /** The calls that gave bytes to the client, also those that failed. */
    public List<Syscall> sends() {
        return of(Family.SEND);
    }

    /** The first receive that got bytes, or null. */
    public @Nullable Syscall firstReceive() {
        for (Syscall call : calls) {
            if (call.family() == Family.RECEIVE && call.value() > 0) {
                return call;
            }
        }
        return null;
    }

    /** The threads that made calls on it. */
    public Set<Integer> tids() {
        var tids = new TreeSet<Integer>();
        calls.forEach(call -> tids.add(call.tid()));
        return tids;
    }

    /** The close, if one did close it. */
    public @Nullable Syscall close() {
        return closed instanceof Syscall call && call.name().equals("close") ? call : null;
    }

    /** The line on which the server got it: where its accept finished. */
    public int beginLine() {
        if (accept != null) {
            return accept.endLine();
        }
        return calls.isEmpty() ? 0 : calls.getFirst().line();
    }

    /**
     * The first call that shows that the client has left or was left: a receive of nothing, a
     * reset, a shutdown by the server. Null if there is none.
     */
    public @Nullable Syscall hangUp() {
        for (Syscall call : calls) {
            if (hangsUp(call)) {
                return call;
            }
        }
        return null;
    }

    /**
     * What ends the server's work for it: the last call that moved bytes or told of the client's
     * leave, if the client has left; else what closed it; null while it goes on.
     */
    public @Nullable Event end() {
        Syscall left = hangUp();
        if (left == null) {
            return closed;
        }
        Syscall last = left;
        for (Syscall call : calls) {
            if (call.line() > last.line() && call.family() != Family.OTHER && call.value() > 0) {
                last = call; // half closed: the server still answers
            }
        }
        return last;
    }

    /** The line on which {@link #end()} finished, or {@link #NEVER}. */
    public int endLine() {
        return switch (end()) {
            case null -> NEVER;
            case Syscall call -> call.endLine();
            case Exit exit -> exit.line();
            case Signal signal -> signal.line();
        };
    }

    Connection named(String name) {
        return new Connection(name, peerPort, listener, accept, calls, closed);
    }

    private static boolean hangsUp(Syscall call) {
        return switch (call.family()) {
            case RECEIVE -> endOfStream(call) || reset(call);
            case SEND -> reset(call);
            default -> call.name().equals("shutdown") && call.succeeded();
        };
    }

    /** A receive of nothing, into a buffer that had room. */
    private static boolean endOfStream(Syscall call) {
        boolean room =
                switch (call.name()) {
                    case "read", "recvfrom" -> !call.arg(2).equals("0");
                    default -> true;
                };
        return call.finished() && call.value() == 0 && room;
    }

    private static boolean reset(Syscall call) {
        String errno = call.errno();
        return "ECONNRESET".equals(errno) || "EPIPE".equals(errno);
    }

    private List<Syscall> of(Family family) {
        return calls.stream().filter(call -> call.family() == family).toList();
    }
}
