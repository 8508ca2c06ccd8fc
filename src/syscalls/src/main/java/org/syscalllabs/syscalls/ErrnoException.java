package org.syscalllabs.syscalls;

import java.io.IOException;

/**
 * A system call that failed: which call, on what, and why. The message is one line.
 *
 * <pre>{@code bind(127.0.0.1:6379): EADDRINUSE, Address already in use}</pre>
 */
public final class ErrnoException extends IOException {

    private final String call;
    private final int errno;

    ErrnoException(String call, String on, int errno) {
        super("%s(%s): %s, %s".formatted(call, on, nameOf(errno), Libc.strerror(errno)));
        this.call = call;
        this.errno = errno;
    }

    /** The name of the call as strace prints it: {@code bind}. */
    public String call() {
        return call;
    }

    /** The error's name: {@code EADDRINUSE}, or {@code errno 4711} where Linux has no name. */
    public String name() {
        return nameOf(errno);
    }

    /** The error's number: 98. */
    public int errno() {
        return errno;
    }

    /** Whether this is that error: {@code failure.is(Errno.EADDRINUSE)}. */
    public boolean is(Errno error) {
        return errno == error.number();
    }

    private static String nameOf(int errno) {
        return Errno.of(errno).map(Errno::name).orElse("errno " + errno);
    }
}
