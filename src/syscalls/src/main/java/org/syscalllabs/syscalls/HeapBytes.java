package org.syscalllabs.syscalls;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory through which bytes of Java's heap go to the kernel and come from it. It belongs to a
 * call, not to a connection: a server that serves one client at a time needs one piece, however
 * many clients have been there.
 */
final class HeapBytes {

    /** So many pieces are kept for the next calls; the collector frees others. */
    private static final int KEPT = 16;

    private static final ConcurrentLinkedQueue<MemorySegment> FREE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private HeapBytes() {}

    /** A piece of {@link Message#HEAP_BYTES} bytes that nobody else has. */
    static MemorySegment borrow() {
        var piece = FREE.poll();
        if (piece != null) {
            COUNT.decrementAndGet();
            return piece;
        }
        return Arena.ofAuto().allocate(Message.HEAP_BYTES, 4096);
    }

    static void giveBack(MemorySegment piece) {
        if (COUNT.incrementAndGet() <= KEPT) {
            FREE.add(piece);
        } else {
            COUNT.decrementAndGet();
        }
    }
}
