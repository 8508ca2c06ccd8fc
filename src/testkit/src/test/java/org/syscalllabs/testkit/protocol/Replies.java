package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Replies of bytes, for tests. A character is a byte. */
final class Replies {
    private Replies() {}

    /** All that the bytes make, as they come. */
    static List<Reply> of(String sent) {
        var reader = reader(sent);
        var replies = new ArrayList<Reply>();
        for (var reply = reader.next(); reply.isPresent(); reply = reader.next()) {
            replies.add(reply.get());
        }
        return replies;
    }

    /** One that has been fed. */
    static ReplyReader reader(String sent) {
        var reader = new ReplyReader();
        reader.feed(sent.getBytes(ISO_8859_1));
        return reader;
    }

    static ByteBuffer bytes(String sent) {
        return ByteBuffer.wrap(sent.getBytes(ISO_8859_1));
    }

    /** What is shown of the bytes when they come in pieces, and then no more. */
    static List<String> inPieces(ReplyReader reader, byte[] bytes, int length) {
        var shown = new ArrayList<String>();
        for (var at = 0; at < bytes.length; at += length) {
            reader.feed(Arrays.copyOfRange(bytes, at, Math.min(at + length, bytes.length)));
            for (var reply = reader.next(); reply.isPresent(); reply = reader.next()) {
                shown.add(reply.get().shown());
            }
        }
        for (var reply = reader.nextAtRest(); reply.isPresent(); reply = reader.nextAtRest()) {
            shown.add(reply.get().shown());
        }
        return shown;
    }
}
