package org.syscalllabs.kv;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A client without a socket: what it sends goes straight into a session. */
final class Peer {

    final Session session;

    Peer(Store store) {
        session = new Session(store);
    }

    Peer() {
        this(new Store());
    }

    /** The replies to these bytes, sent in one piece; one character is one byte. */
    String asks(String bytes) {
        return asks(latin1(bytes));
    }

    String asks(byte[] bytes) {
        session.receive(ByteBuffer.wrap(bytes));
        return replies();
    }

    /** The replies to these bytes, torn into pieces of 1 to {@code longest} bytes. */
    String asksInPieces(byte[] bytes, Random random, int longest) {
        var replies = new StringBuilder();
        for (var at = 0; at < bytes.length; ) {
            var length = Math.min(bytes.length - at, 1 + random.nextInt(longest));
            session.receive(ByteBuffer.wrap(bytes, at, length));
            replies.append(replies());
            at += length;
        }
        return replies.toString();
    }

    String replies() {
        var bytes = new ByteArrayOutputStream();
        for (var reply : session.replies()) {
            var offset = reply.arrayOffset() + reply.position();
            bytes.write(reply.array(), offset, reply.remaining());
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A request as an array of bulk strings. */
    static byte[] array(byte[]... arguments) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(latin1("*" + arguments.length + "\r\n"));
        for (var argument : arguments) {
            bytes.writeBytes(latin1("$" + argument.length + "\r\n"));
            bytes.writeBytes(argument);
            bytes.writeBytes(latin1("\r\n"));
        }
        return bytes.toByteArray();
    }

    static byte[] array(String... arguments) {
        var bytes = new byte[arguments.length][];
        for (var i = 0; i < bytes.length; i++) {
            bytes[i] = latin1(arguments[i]);
        }
        return array(bytes);
    }
}
