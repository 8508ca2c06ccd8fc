package org.syscalllabs.kv;

/** The bytes are no request; the client is told, and the connection closes. */
final class ProtocolError extends Exception {

    private final String text;

    ProtocolError(String what) {
        super(what, null, false, false);
        // An error is one line, whatever the client's bytes in it are.
        text = "ERR Protocol error: " + what.replace('\r', ' ').replace('\n', ' ');
    }

    Reply reply() {
        return new Reply.Failure(text);
    }
}
