package org.syscalllabs.trace;

/**
 * What a client knows of itself. Its port is its name for the kernel: the server's trace shows the
 * same number as the peer's.
 *
 * @param name how the client is called, such as {@code alice}
 * @param port the client's own TCP port
 * @param connectedAt when connect() had succeeded, in nanoseconds since 1970, or -1
 * @param firstByteAt when it sent its first byte, in nanoseconds since 1970, or -1
 */
public record ClientFacts(String name, int port, long connectedAt, long firstByteAt) {}
