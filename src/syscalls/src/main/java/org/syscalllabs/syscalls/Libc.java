package org.syscalllabs.syscalls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of libc that the labs call, and the constants that they take.
 *
 * <p>Each function is a method of the same name. It returns what the kernel returned, or the
 * negative errno where libc says -1: {@code -98} is EADDRINUSE. The memory for errno is the
 * caller's, made by {@link #newErrno}, so that a call costs no allocation.
 *
 * <p>The values are those of the kernel's asm-generic headers, which x86-64 and arm64 share.
 */
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {

    /** Internet addresses of 4 and of 16 bytes: {@code address_families(7)}. */
    static final int AF_INET = 2;

    static final int AF_INET6 = 10;

    /** A stream of bytes (TCP), and a descriptor that exec() closes: {@code socket(2)}. */
    static final int SOCK_STREAM = 1;

    static final int SOCK_CLOEXEC = 0x80000;

    /** Options of any socket, and its right to a port in TIME_WAIT: {@code socket(7)}. */
    static final int SOL_SOCKET = 1;

    static final int SO_REUSEADDR = 2;

    /** Its share of a port that all its listeners agree to share: {@code socket(7)}. */
    static final int SO_REUSEPORT = 15;

    /** Both halves of a socket: {@code shutdown(2)}. */
    static final int SHUT_RDWR = 2;

    /** Options of TCP, and small segments at once: {@code tcp(7)}. */
    static final int IPPROTO_TCP = 6;

    static final int TCP_NODELAY = 1;

    /** What the kernel knows of a TCP socket, as a struct tcp_info: {@code tcp(7)}. */
    static final int TCP_INFO = 11;

    /** A send to a peer that has gone is an error, not a SIGPIPE: {@code send(2)}. */
    static final int MSG_NOSIGNAL = 0x4000;

    /** How many buffers one sendmsg() takes at most: {@code limits.h(0p)}, {@code readv(2)}. */
    static final int IOV_MAX = 1024;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            function(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle BIND =
            function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LISTEN =
            function("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            function(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETSOCKNAME =
            function("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle ACCEPT4 =
            function(
                    "accept4",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMSG =
            function("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG =
            function("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SHUTDOWN =
            function("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Libc() {}

    /** Memory for the errno of one call at a time. */
    static MemorySegment newErrno(Arena arena) {
        return arena.allocate(ERRNO_LAYOUT);
    }

    static int socket(MemorySegment errno, int family, int type, int protocol) {
        try {
            return (int) result((int) SOCKET.invokeExact(errno, family, type, protocol), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int setsockopt(
            MemorySegment errno, int fd, int level, int option, MemorySegment value, int length) {
        try {
            return (int)
                    result(
                            (int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length),
                            errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getsockopt(
            MemorySegment errno,
            int fd,
            int level,
            int option,
            MemorySegment value,
            MemorySegment length) {
        try {
            return (int)
                    result(
                            (int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length),
                            errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
        try {
            return (int) result((int) BIND.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int listen(MemorySegment errno, int fd, int backlog) {
        try {
            return (int) result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getsockname(
            MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        try {
            return (int) result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int accept4(
            MemorySegment errno, int fd, MemorySegment address, MemorySegment length, int flags) {
        try {
            return (int)
                    result((int) ACCEPT4.invokeExact(errno, fd, address, length, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static long recvmsg(MemorySegment errno, int fd, MemorySegment message, int flags) {
        try {
            return result((long) RECVMSG.invokeExact(errno, fd, message, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static long sendmsg(MemorySegment errno, int fd, MemorySegment message, int flags) {
        try {
            return result((long) SENDMSG.invokeExact(errno, fd, message, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int shutdown(MemorySegment errno, int fd, int how) {
        try {
            return (int) result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int close(MemorySegment errno, int fd) {
        try {
            return (int) result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** The text of an error in the user's language: {@code strerror(3)}. */
    static String strerror(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    private static long result(long returned, MemorySegment errno) {
        return returned == -1 ? -(int) ERRNO_VALUE.get(errno, 0L) : returned;
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
    }

    /** A handle throws only if its types are wrong, which the first test finds. */
    private static RuntimeException impossible(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }
}
