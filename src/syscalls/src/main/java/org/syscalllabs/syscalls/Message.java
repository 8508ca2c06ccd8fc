package org.syscalllabs.syscalls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one recvmsg() or sendmsg() at a time: a struct msghdr, the array of struct iovec
 * that it points to, and a bounded buffer for bytes that live in the Java heap, where the kernel
 * can't reach them.
 *
 * <pre>{@code
 * msghdr:  void* name · u32 namelen · iovec* iov · u64 iovlen · void* control · u64 controllen · int flags
 * iovec:   void* base · u64 length
 * }</pre>
 *
 * <p>A direct ByteBuffer is not copied: the iovec points into it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/iovec.3type.html">iovec(3type)</a>
 */
final class Message {

    /** Heap bytes that one call carries at most: a multiple of the page, 64 KB. */
    static final int HEAP_BYTES = 64 * 1024;

    private static final int MSGHDR_SIZE = 56;
    private static final int MSGHDR_IOV = 16;
    private static final int MSGHDR_IOVLEN = 24;
    private static final int IOVEC_SIZE = 16;

    final MemorySegment errno;
    final MemorySegment header;
    private final Arena arena;
    private MemorySegment iovecs;
    private @Nullable MemorySegment heapBytes; // borrowed while the message has heap bytes
    private int heapUsed;
    private int count;

    Message(Arena arena) {
        this.arena = arena;
        errno = Libc.newErrno(arena);
        header = arena.allocate(MSGHDR_SIZE, 8);
        iovecs = arena.allocate(IOVEC_SIZE, 8);
        header.set(ADDRESS, MSGHDR_IOV, iovecs);
    }

    /** Begins a new message of at most {@code buffers} buffers. */
    void start(int buffers) {
        var needed = (long) Math.min(buffers, Libc.IOV_MAX) * IOVEC_SIZE;
        if (iovecs.byteSize() < needed) {
            iovecs = arena.allocate(Math.min(needed * 2, (long) Libc.IOV_MAX * IOVEC_SIZE), 8);
            header.set(ADDRESS, MSGHDR_IOV, iovecs);
        }
        heapUsed = 0;
        count = 0;
        header.set(JAVA_LONG, MSGHDR_IOVLEN, 0);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Adds the buffer's bytes to be sent. Its position stays.
     *
     * @return how many of its bytes the message took: fewer than all when the message is full
     */
    int add(ByteBuffer buffer) {
        if (count == Libc.IOV_MAX) {
            return 0;
        }
        if (buffer.isDirect()) {
            addIovec(MemorySegment.ofBuffer(buffer));
            return buffer.remaining();
        }
        var length = Math.min(buffer.remaining(), HEAP_BYTES - heapUsed);
        if (length > 0) {
            var room = heapBytes().asSlice(heapUsed, length);
            room.asByteBuffer().put(buffer.slice(buffer.position(), length));
            addIovec(room);
            heapUsed += length;
        }
        return length;
    }

    /** Offers the buffer's room to the kernel. */
    void offer(ByteBuffer buffer) {
        start(1);
        addIovec(
                buffer.isDirect()
                        ? MemorySegment.ofBuffer(buffer)
                        : heapBytes().asSlice(0, Math.min(buffer.remaining(), HEAP_BYTES)));
    }

    /** Moves what the kernel wrote to the buffer that was offered, and its position. */
    void take(ByteBuffer buffer, int length) {
        if (buffer.isDirect()) {
            buffer.position(buffer.position() + length);
        } else {
            buffer.put(heapBytes().asSlice(0, length).asByteBuffer());
        }
    }

    private void addIovec(MemorySegment bytes) {
        iovecs.set(ADDRESS, (long) count * IOVEC_SIZE, bytes);
        iovecs.set(JAVA_LONG, (long) count * IOVEC_SIZE + 8, bytes.byteSize());
        header.set(JAVA_LONG, MSGHDR_IOVLEN, ++count);
    }

    /** Gives the memory for heap bytes back: the kernel has what was in it, or has filled it. */
    void done() {
        if (heapBytes != null) {
            HeapBytes.giveBack(heapBytes);
            heapBytes = null;
        }
    }

    private MemorySegment heapBytes() {
        if (heapBytes == null) {
            heapBytes = HeapBytes.borrow();
        }
        return heapBytes;
    }
}
