package org.syscalllabs.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Optional;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.testkit.machine.Machine;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.ReplyReader;

/** A client's connection: bytes out, replies in, both counted. It never blocks. */
final class Wire {
    private static final int MOST_AT_A_LOOK = 1 << 20;

    private final SocketChannel channel;
    private final ReplyReader replies = new ReplyReader();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private int port = -1;
    private long connectedAt = -1;
    private long firstByteAt = -1;
    private long sent;
    private long received;
    private boolean ended;
    private boolean reset;

    Wire() throws IOException {
        channel = SocketChannel.open();
        channel.configureBlocking(false);
    }

    /**
     * connect() succeeds as soon as the kernel has put the connection into the backlog.
     *
     * @return false when the time was over before
     * @throws IOException when the connection is refused
     */
    boolean connect(Machine machine, Deadline deadline) throws IOException {
        port = machine.connect(channel, deadline);
        if (port >= 0) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connectedAt = now();
        }
        return port >= 0;
    }

    /** The client's port as the server sees it, or -1. */
    int port() {
        return port;
    }

    /** When connect() had succeeded: nanoseconds since 1970; -1 before. */
    long connectedAt() {
        return connectedAt;
    }

    /** When this side first sent: nanoseconds since 1970; -1 before. */
    long firstByteAt() {
        return firstByteAt;
    }

    /** How many bytes this side has sent. */
    long sent() {
        return sent;
    }

    /** How many bytes have come. */
    long received() {
        return received;
    }

    /** The other side has closed the connection, or reset it. */
    boolean ended() {
        return ended;
    }

    /** The other side has reset it. */
    boolean reset() {
        return reset;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Sends all of the bytes; false when the time was over before. */
    boolean send(byte[] bytes, Deadline deadline) throws IOException {
        var rest = ByteBuffer.wrap(bytes);
        firstByteAt = firstByteAt < 0 ? now() : firstByteAt;
        do {
            channel.write(rest);
        } while (rest.hasRemaining() && deadline.pause());
        sent += rest.position();
        return !rest.hasRemaining();
    }

    /**
     * Takes what has arrived, without waiting: not more at a time than leaves room for a look at
     * the clock, and nothing beyond the longest reply. The rest stays in the kernel, and what sends
     * it has to wait.
     */
    void look() {
        try {
            for (var taken = 0; taken < MOST_AT_A_LOOK && !isFull(); ) {
                var read = channel.read(buffer);
                if (read <= 0) {
                    ended |= read < 0;
                    return;
                }
                taken += read;
                received += read;
                replies.feed(buffer.flip());
                buffer.clear();
            }
        } catch (IOException connectionReset) {
            ended = true;
            reset = true;
        }
    }

    private boolean isFull() {
        return replies.pending().remaining() > ReplyReader.MOST_BYTES;
    }

    /** Whether bytes have arrived that are of no reply yet. */
    boolean hasPending() {
        return replies.pending().hasRemaining();
    }

    /**
     * The next reply, if a whole one has arrived.
     *
     * @param atRest nothing more will come: a line without a line end is whole, too
     */
    Optional<Reply> next(boolean atRest) {
        return atRest ? replies.nextAtRest() : replies.next();
    }

    /** The next reply as {@link #next} would give it; it stays to be read. */
    Optional<Reply> peek(boolean atRest) {
        var copy = new ReplyReader();
        copy.feed(replies.pending());
        return atRest ? copy.nextAtRest() : copy.next();
    }

    /** The bytes that have arrived and are of no reply yet. */
    byte[] pending() {
        var bytes = replies.pending();
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** Sends FIN: nothing more comes from this side. */
    void finish() throws IOException {
        channel.shutdownOutput();
    }

    /** Closes at once; what the kernel still holds is dropped, so that no TIME_WAIT is left. */
    void hangUp() {
        try (channel) {
            if (channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException alreadyGone) {
            // What matters is that the descriptor is closed.
        }
    }

    /** Nanoseconds since 1970, as strace -ttt counts. */
    private static long now() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
