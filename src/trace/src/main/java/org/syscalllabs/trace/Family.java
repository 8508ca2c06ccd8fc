package org.syscalllabs.trace;

/**
 * What a system call does for a server. Programs choose different calls for the same deed: a JVM
 * reads where CPython calls recvfrom, so claims ask for the deed.
 */
public enum Family {
    /** Takes a client from the backlog. */
    ACCEPT,
    /** Takes bytes from a client. */
    RECEIVE,
    /** Gives bytes to a client. */
    SEND,
    /** Sleeps until one of several descriptors is ready. */
    WAIT,
    /** Starts a thread or a process. */
    SPAWN,
    OTHER;

    /** The family of a system call, by its name. */
    public static Family of(String name) {
        return switch (name) {
            case "accept", "accept4" -> ACCEPT;
            case "read", "readv", "recvfrom", "recvmsg", "recvmmsg", "recv" -> RECEIVE;
            case "write", "writev", "sendto", "sendmsg", "sendmmsg", "send", "sendfile", "splice" ->
                    SEND;
            case "poll",
                    "ppoll",
                    "select",
                    "_newselect",
                    "pselect6",
                    "epoll_wait",
                    "epoll_pwait",
                    "epoll_pwait2",
                    "io_uring_enter" ->
                    WAIT;
            case "fork", "vfork", "clone", "clone3" -> SPAWN;
            default -> OTHER;
        };
    }
}
