package org.syscalllabs.syscalls;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * One client's connection: what {@link Listener#accept4} took from the backlog.
 *
 * <p>One thread may receive while another sends; two may not do the same at once. A thread that
 * sleeps in {@link #recvmsg} is woken by {@link #shutdown}, not by {@link #close}.
 */
public final class Connection implements AutoCloseable {

    /** Which half of a connection ends. The values are those of {@code shutdown(2)}. */
    public enum Half {
        /** Nothing more is received. */
        RECEIVE(0),
        /** Nothing more is sent: the peer sees the end of the stream. */
        SEND(1),
        /** Both. */
        BOTH(2);

        private final int value;

        Half(int value) {
            this.value = value;
        }
    }

    private final Descriptor descriptor;
    private final SocketAddress peer;
    // The collector frees this memory: a late call on a closed connection can't touch another's.
    private final Arena arena = Arena.ofAuto();
    private final Message received = new Message(arena);
    private final Message sent = new Message(arena);

    Connection(int fd, SocketAddress peer) {
        this.descriptor = new Descriptor(fd, peer);
        this.peer = peer;
    }

    /** The file descriptor: the number that strace prints first in each call. */
    public int fd() {
        return descriptor.number();
    }

    /** The client's address: {@code 127.0.0.1:54312} or {@code [::1]:54312}. */
    public String peer() {
        return peer.toString();
    }

    /** The client's port, 1 to 65535: with the accept, the identity of this connection. */
    public int peerPort() {
        return peer.port();
    }

    /**
     * Receives what has come, and sleeps until something has. One system call; a signal that
     * interrupts it (EINTR) starts it again.
     *
     * @param into where the bytes go, from its position on; at least one byte of room. A heap
     *     buffer takes at most 64 KB a call
     * @return how many bytes came; 0 when the peer has sent its last
     * @throws ErrnoException ECONNRESET when the peer has thrown the connection away
     * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
     */
    public int recvmsg(ByteBuffer into) throws IOException {
        if (into.isReadOnly() || !into.hasRemaining()) {
            throw new IllegalArgumentException("no room to receive into: " + into);
        }
        while (true) {
            var fd = descriptor.openFor("recvmsg");
            received.offer(into);
            long count;
            try {
                count = Libc.recvmsg(received.errno, fd, received.header, 0);
                if (count >= 0) {
                    received.take(into, (int) count);
                    return (int) count;
                }
            } finally {
                received.done();
                Reference.reachabilityFence(into); // the kernel holds its address
            }
            if (count != -Errno.EINTR.number()) {
                throw failure("recvmsg", count);
            }
        }
    }

    /**
     * Sends all that remains of the buffers, in their order, and sleeps while the kernel's send
     * buffer is full. One system call, if the kernel takes it at once: what it left over, more than
     * 64 KB of heap bytes, and more than 1024 buffers take further calls. With nothing to send
     * there is no call.
     *
     * @throws ErrnoException EPIPE or ECONNRESET when the peer has gone; the buffers' positions
     *     then tell what the kernel had taken
     * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
     */
    public void sendmsg(ByteBuffer... buffers) throws IOException {
        var first = 0; // all before it is sent
        while (true) {
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
            if (first == buffers.length) {
                return;
            }
            var fd = descriptor.openFor("sendmsg");
            fill(buffers, first);
            long count;
            try {
                count = Libc.sendmsg(sent.errno, fd, sent.header, Libc.MSG_NOSIGNAL);
            } finally {
                sent.done();
                Reference.reachabilityFence(buffers); // the kernel holds their addresses
            }
            if (count < 0 && count != -Errno.EINTR.number()) {
                throw failure("sendmsg", count);
            }
            for (var i = first; count > 0; i++) {
                var step = (int) Math.min(count, buffers[i].remaining());
                buffers[i].position(buffers[i].position() + step);
                count -= step;
            }
        }
    }

    private void fill(ByteBuffer[] buffers, int first) {
        sent.start(buffers.length - first);
        for (var i = first; i < buffers.length; i++) {
            if (sent.add(buffers[i]) < buffers[i].remaining()) {
                return;
            }
        }
    }

    /**
     * Ends one half of the connection, or both, and keeps the descriptor.
     *
     * @throws ErrnoException ENOTCONN when the peer has thrown the connection away
     * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
     */
    public void shutdown(Half half) throws IOException {
        var fd = descriptor.openFor("shutdown");
        try (var memory = Arena.ofConfined()) {
            var result = Libc.shutdown(Libc.newErrno(memory), fd, half.value);
            if (result < 0) {
                throw failure("shutdown", result);
            }
        }
    }

    /**
     * Gives the descriptor back, once: a second close does nothing.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
     */
    @Override
    public void close() throws IOException {
        descriptor.close();
    }

    private ErrnoException failure(String call, long result) {
        return new ErrnoException(call, peer.toString(), (int) -result);
    }

    /** {@code fd 7, 127.0.0.1:54312}. */
    @Override
    public String toString() {
        return descriptor.toString();
    }
}
