package org.syscalllabs.trace.server;

/**
 * What a client knows of itself. Its port is its name for the kernel: the server's trace shows the
 * same number as the peer's.
 *
 * @param name how the client is called, such as {@code alice}
 * @param port the client's own TCP port
 * @param connectedAt when connect() had succeeded, in nanoseconds since 1970, or -1
 * @param firstByteAt when it sent its first byte, in nanoseconds since 1970, or -1
 * @param received how many bytes it has got, or -1 where they were not counted
 * @param answered how many bytes long its requests were that it got the right reply to, or -1
 */
public record ClientFacts(
        String name, int port, long connectedAt, long firstByteAt, long received, long answered) {

    /** A client that has not counted its bytes. */
    public ClientFacts(String name, int port, long connectedAt, long firstByteAt) {
        this(name, port, connectedAt, firstByteAt, -1, -1);
    }
}
