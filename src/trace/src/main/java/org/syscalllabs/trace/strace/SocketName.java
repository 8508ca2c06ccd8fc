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
        int open = 0;
        while (open < descriptor.length() && Character.isDigit(descriptor.charAt(open))) {
            open++;
        }
        if (open == 0 || open == descriptor.length() || descriptor.charAt(open) != '<') {
            return UNKNOWN;
        }
        int at = open + 1;
        if (descriptor.startsWith("socket:", at)) {
            return SOCKET;
        }
        if (!descriptor.startsWith("TCP", at)) {
            return OTHER;
        }
        int end = descriptor.indexOf("]>", at);
        if (end < 0) {
            return SOCKET;
        }
        int arrow = descriptor.indexOf("->", at);
        if (arrow < 0 || arrow > end) {
            // TCP:[127.0.0.1:6379] listens, TCP:[4711] is an inode: only the first has a colon.
            int inside = descriptor.indexOf('[', at) + 1;
            int colon = descriptor.lastIndexOf(':', end);
            return new SocketName(
                    Kind.TCP, colon > inside ? number(descriptor, colon + 1) : -1, -1);
        }
        int local = number(descriptor, descriptor.lastIndexOf(':', arrow) + 1);
        int peer = number(descriptor, descriptor.lastIndexOf(':', end) + 1);
        return new SocketName(Kind.TCP, local, peer);
    }

    /**
     * The port in a socket address such as {@code {sa_family=AF_INET, sin_port=htons(1)}}, or -1.
     */
    public static int portIn(String address) {
        int at = address.indexOf("_port=htons(");
        return at < 0 ? -1 : number(address, at + "_port=htons(".length());
    }

    /** The number of at most seven digits at {@code from}, or -1. */
    public static int number(String text, int from) {
        int value = -1;
        for (int i = from; i < text.length() && i < from + 7; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = Math.max(value, 0) * 10 + digit;
        }
        return value;
    }
}
