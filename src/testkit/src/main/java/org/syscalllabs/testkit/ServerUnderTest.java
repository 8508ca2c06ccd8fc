package org.syscalllabs.testkit;

import java.nio.file.Path;

/** A server that runs under strace, and whose clients follow a script. */
public final class ServerUnderTest implements AutoCloseable {

    /** A client of this name, connected to the server. */
    public Client client(String name) {
        return new Client(name);
    }

    /** The port that the server listens on. */
    public int port() {
        return 0;
    }

    /** Where its strace log is. */
    public Path traceFile() {
        return Path.of("trace.log");
    }

    /** Ends the server and everything that it started. */
    @Override
    public void close() {}
}
