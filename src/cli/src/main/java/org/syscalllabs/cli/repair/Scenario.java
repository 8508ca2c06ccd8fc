package org.syscalllabs.cli.repair;

/** The ways in which something may be in the way of a port. */
public enum Scenario {
    /** A process listens on it. */
    HELD,

    /** A process listens on it, among others in which a careless search finds the same digits. */
    HELD_AMONG_DECOYS,

    /** A process listens on it whose parent starts another one whenever it ends. */
    RESTARTED,

    /** A process listens on it that ignores SIGTERM. */
    IGNORES_SIGTERM,

    /** A process listens on it at ::1 only: 127.0.0.1 is free, and is another address. */
    IPV6_ONLY,

    /** A process listens on it, and is stopped: SIGTERM waits until it goes on. */
    STOPPED,

    /** Nobody listens on it: old connections have it, until the kernel forgets them. */
    TIME_WAIT
}
