package org.syscalllabs.testkit;

/**
 * The server under test did not serve: it never listened, listened elsewhere, died, or hung. The
 * message says what, what it was doing instead, what to do, and where the trace is.
 */
public final class ServerFailed extends AssertionError {
    ServerFailed(String message) {
        super(message);
    }
}
