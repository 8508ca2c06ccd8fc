package org.syscalllabs.trace.strace;

/**
 * What strace {@code -yy} prints behind a descriptor, {@code 4<TCP:[127.0.0.1:6379->…:41188]>}.
 *
 * @param kind what the descriptor is
 * @param localPort this end's port, or -1
 * @param peerPort the other end's port, or -1 (a listener, or a socket that strace couldn't name)
 */
public record SocketName(Kind kind, int localPort, int peerPort) {

    /** What a descriptor can be. */
    public enum Kind {
        /** The log doesn't say. */
        UNKNOWN,
        /** A TCP socket, over IPv4 or IPv6. */
        TCP,
        /** A socket, of which the log says no more. */
        SOCKET,
        /** Anything that is no TCP socket: a file, a pipe, a UNIX socket. */
        OTHER
    }

    public static final SocketName UNKNOWN = new SocketName(Kind.UNKNOWN, -1, -1);
    private static final SocketName SOCKET = new SocketName(Kind.SOCKET, -1, -1);
    private static final SocketName OTHER = new SocketName(Kind.OTHER, -1, -1);

    /** True for a TCP connection whose two ports are known. */
    public boolean connected() {
        return peerPort >= 0;
    }

    /** Reads what stands behind the number at the beginning of {@code descriptor}. */
    static SocketName of(String descriptor) {
        return of(descriptor, 0, descriptor.length());
    }

    /** The same, of a text in which the descriptor begins at {@code from}. */
    static SocketName of(String s, int from, int to) {
        var open = from;
        while (open < to && s.charAt(open) >= '0' && s.charAt(open) <= '9') {
            open++;
        }
        if (open == from || open == to || s.charAt(open) != '<') {
            return UNKNOWN;
        }
        var at = open + 1;
        if (s.startsWith("socket:", at)) {
            return SOCKET;
        }
        if (!s.startsWith("TCP", at)) {
            return OTHER;
        }
        var end = s.indexOf("]>", at, to);
        if (end < 0) {
            return SOCKET;
        }
        var arrow = s.indexOf("->", at, end);
        if (arrow < 0) {
            // TCP:[127.0.0.1:6379] listens, TCP:[4711] is an inode: only the first has a colon.
            var inside = s.indexOf('[', at) + 1;
            var colon = s.lastIndexOf(':', end);
            return new SocketName(Kind.TCP, colon > inside ? number(s, colon + 1) : -1, -1);
        }
        var local = number(s, s.lastIndexOf(':', arrow) + 1);
        var peer = number(s, s.lastIndexOf(':', end) + 1);
        return new SocketName(Kind.TCP, local, peer);
    }

    /**
     * The port in the first socket address, such as {@code {sa_family=AF_INET, sin_port=htons(1)}},
     * from {@code from} to {@code to}; or -1.
     */
    static int portIn(String s, int from, int to) {
        var at = s.indexOf("_port=htons(", from, to);
        return at < 0 ? -1 : number(s, at + "_port=htons(".length());
    }

    /** The number of at most seven digits at {@code from}, or -1. */
    public static int number(String text, int from) {
        var value = -1;
        for (var i = from; i < text.length() && i < from + 7; i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = Math.max(value, 0) * 10 + digit;
        }
        return value;
    }
}
