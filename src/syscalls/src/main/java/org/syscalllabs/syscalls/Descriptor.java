package org.syscalllabs.syscalls;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file descriptor that closes once. Its number is the next client's at once, so a second close,
 * or a late call, would be done to another one.
 */
final class Descriptor {

    private final int number;
    private final SocketAddress address; // for error messages
    private final AtomicBoolean closed = new AtomicBoolean();

    Descriptor(int number, SocketAddress address) {
        this.number = number;
        this.address = address;
    }

    int number() {
        return number;
    }

    /**
     * The number, for that call.
     *
     * @throws ErrnoException EBADF after the close: what the kernel would say of a free number
     */
    int openFor(String call) throws ErrnoException {
        if (closed.get()) {
            throw new ErrnoException(call, address.toString(), Errno.EBADF.number());
        }
        return number;
    }

    /**
     * close(2), the first time. It isn't started again after EINTR: Linux has freed the number
     * before it looks at signals.
     */
    void close() throws ErrnoException {
        if (closed.compareAndSet(false, true)) {
            try (var memory = Arena.ofConfined()) {
                var result = Libc.close(Libc.newErrno(memory), number);
                if (result < 0 && result != -Errno.EINTR.number()) {
                    throw new ErrnoException("close", address.toString(), -result);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "fd %d, %s".formatted(number, address);
    }
}
