package org.syscalllabs.trace.server;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Syscall;

/**
 * One client of the server, from its accept to its end. A descriptor doesn't name it, for the next
 * client gets the same number, and neither does a thread: its accept and its peer's port do.
 *
 * <p>It keeps facts of a fixed size, never its calls, and the facts grow as the log goes on.
 */
public final class Connection implements Descriptors.Open {

    /** An end that the log doesn't show. */
    public static final int NEVER = Integer.MAX_VALUE;

    private final int number;
    private final String client;
    private final int peerPort;
    private final Listener listener;
    private final @Nullable Syscall accept;
    private final int beginLine;
    private final long firstByteAt;
    private final long connectedAt;

    private @Nullable Syscall firstReceive;
    private @Nullable Syscall firstSend;
    private @Nullable Syscall hangUp;
    private @Nullable Syscall lastMove;
    private @Nullable Syscall unfollowed;
    private @Nullable Event closed;
    private boolean closedUnseen;
    private int lastLine;
    private long received;
    private long sent;
    private int receives;
    private int sends;

    /** How many descriptors, over all processes, stand for it. */
    int holders;

    Connection(
            int number,
            String client,
            int peerPort,
            Listener listener,
            @Nullable Syscall accept,
            int beginLine,
            long connectedAt,
            long firstByteAt) {
        this.number = number;
        this.client = client;
        this.peerPort = peerPort;
        this.listener = listener;
        this.accept = accept == null ? null : accept.inShort();
        this.beginLine = beginLine;
        this.connectedAt = connectedAt;
        this.firstByteAt = firstByteAt;
        this.lastLine = beginLine;
    }

    /** Its number in the log, from 1, in the order of the accepts. */
    public int number() {
        return number;
    }

    /**
     * The client's name; {@code client-1}, {@code client-2}, … in the order of the accepts, where
     * it has no name of its own.
     */
    public String client() {
        return client;
    }

    /** The client's port, or -1 where the log doesn't say. */
    public int peerPort() {
        return peerPort;
    }

    /** The port that it came to. */
    public Listener listener() {
        return listener;
    }

    /** The call that took it from the backlog, or null when strace came later. */
    public @Nullable Syscall accept() {
        return accept;
    }

    /** Whether it was there before the log began: its first bytes are not shown. */
    public boolean cameBeforeTheLog() {
        return accept == null && listener.listen() == null;
    }

    /** The line on which the server got it: where its accept finished. */
    public int beginLine() {
        return beginLine;
    }

    /** When the client was connected, on the log's clock, or -1. */
    public long connectedAt() {
        return connectedAt;
    }

    /** When the client sent its first byte, on the log's clock, or -1. */
    public long firstByteAt() {
        return firstByteAt;
    }

    /** The first receive that got bytes, or null. */
    public @Nullable Syscall firstReceive() {
        return firstReceive;
    }

    /** The first send that moved bytes, or null. */
    public @Nullable Syscall firstSend() {
        return firstSend;
    }

    /** The last receive or send that moved bytes, or null. */
    public @Nullable Syscall lastMove() {
        return lastMove;
    }

    /** The first call that moved bytes of it where they can't be followed, or null. */
    public @Nullable Syscall unfollowed() {
        return unfollowed;
    }

    /** How many bytes calls of the log have taken from the client. */
    public long received() {
        return received;
    }

    /** How many bytes calls of the log have given to the client. */
    public long sent() {
        return sent;
    }

    /** The number of receives, also of those that got nothing. */
    public int receives() {
        return receives;
    }

    /** The number of sends, also of those that failed. */
    public int sends() {
        return sends;
    }

    /**
     * The first call that shows that the client has left or was left: a receive of nothing, a
     * reset, a shutdown by the server. Null if there is none.
     */
    public @Nullable Syscall hangUp() {
        return hangUp;
    }

    /**
     * What closed the last descriptor of it: a close, or the end of its process; null if nothing
     * has done so, or nothing that the log shows.
     */
    public @Nullable Event closed() {
        return closed;
    }

    /** The close, if one did close it. */
    public @Nullable Syscall close() {
        return closed instanceof Syscall call && call.name().equals("close") ? call : null;
    }

    /**
     * Its descriptor was given again, so that it had been closed, by no call that the log shows.
     */
    public boolean closedUnseen() {
        return closedUnseen;
    }

    /** The last line that has to do with it. */
    public int lastLine() {
        return lastLine;
    }

    /**
     * What ends the server's work for it: if the client has left, the last call that moved bytes or
     * showed that it had; else what closed it; null while it goes on.
     */
    public @Nullable Event end() {
        var left = hangUp;
        if (left == null) {
            return closed;
        }
        // Half closed: the server may still answer.
        return lastMove != null && lastMove.line() > left.line() ? lastMove : left;
    }

    /** The line on which the work for it ended, or {@link #NEVER}. */
    public int endLine() {
        return switch (end()) {
            case null -> closedUnseen ? lastLine : NEVER;
            case Event event -> endLine(event);
        };
    }

    /** Whether the work for it has ended, as far as the log goes now. */
    public boolean ended() {
        return hangUp != null || closed != null || closedUnseen;
    }

    /** When the work for it ended, on the log's clock; -1 when that is not known. */
    public long endedAt() {
        return switch (end()) {
            case Syscall call -> call.exit() >= 0 ? call.exit() : call.enter();
            case Exit exit -> exit.at();
            case null, default -> -1;
        };
    }

    /**
     * How long the client's first byte lay in the kernel before the server accepted the client, in
     * nanoseconds; empty if the log and the client's clock can't tell. Negative if the accept came
     * first.
     */
    public OptionalLong backlogWait() {
        if (firstByteAt < 0 || accept == null) {
            return OptionalLong.empty();
        }
        var taken = accept.exit() >= 0 ? accept.exit() : accept.enter();
        return taken < 0 ? OptionalLong.empty() : OptionalLong.of(taken - firstByteAt);
    }

    /** The line on which an event was over. */
    static int endLine(Event event) {
        return event instanceof Syscall call ? call.endLine() : event.line();
    }

    void moved(Syscall call, long bytes, boolean receive) {
        seen(call);
        if (receive) {
            receives++;
        } else {
            sends++;
        }
        if (bytes > 0) {
            var kept = call.inShort();
            lastMove = kept;
            if (receive) {
                received += bytes;
                firstReceive = firstReceive == null ? kept : firstReceive;
            } else {
                sent += bytes;
                firstSend = firstSend == null ? kept : firstSend;
            }
        } else if (hangUp == null && hangsUp(call, receive)) {
            hangUp = call.inShort();
        }
    }

    void shutDown(Syscall call) {
        seen(call);
        if (hangUp == null && call.succeeded()) {
            hangUp = call;
        }
    }

    void unfollowed(Syscall call) {
        seen(call);
        unfollowed = unfollowed == null ? call.inShort() : unfollowed;
    }

    void closed(Event by) {
        lastLine = Math.max(lastLine, endLine(by));
        closed = closed == null ? by : closed;
    }

    void markClosedUnseen() {
        closedUnseen = closed == null;
    }

    private void seen(Syscall call) {
        lastLine = Math.max(lastLine, call.endLine());
    }

    /** A receive of nothing, into a buffer that had room; a reset. */
    private static boolean hangsUp(Syscall call, boolean receive) {
        if (call.value() != 0) {
            var errno = call.errno();
            return "ECONNRESET".equals(errno) || "EPIPE".equals(errno);
        }
        return receive
                && switch (call.name()) {
                    case "read", "recv", "recvfrom" -> {
                        var room = call.arg(2);
                        yield !room.equals("0") && !room.equals("0x0");
                    }
                    default -> true;
                };
    }

    @Override
    public String toString() {
        return "%s (port %d, line %d)".formatted(client, peerPort, beginLine);
    }
}
