package org.syscalllabs.kv;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One connection, as the server sees it above the sockets: bytes in, replies out.
 *
 * <pre>{@code
 * var session = new Session(store);
 * while (!session.wantsClose() && channel.read(buffer.clear()) > 0) {
 *     session.receive(buffer.flip());
 *     for (var reply : session.replies()) {
 *         while (reply.hasRemaining()) channel.write(reply);
 *     }
 * }
 * }</pre>
 *
 * <p>Not thread-safe: a connection's bytes have one order. Many sessions may share a {@link Store}.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
public final class Session {

    /**
     * A web page can make a browser send an HTTP request to any port of this machine, and its body
     * would be read as commands. Redis hangs up on these words, and so do we.
     */
    private static final Set<String> HTTP = Set.of("post", "host:");

    private final Store store;
    private final long id;
    private RequestParser requests = new RequestParser();
    private final Replies replies = new Replies();
    private int databaseIndex;
    private byte[] name = {};
    private boolean wantsClose;

    /** A client has connected. */
    public Session(Store store) {
        this.store = store;
        this.id = store.nextSessionId();
    }

    /**
     * Takes all bytes of the buffer, and carries out every request that they complete. A request
     * may be torn at any byte, or many may come at once. What is left of an unfinished one is kept,
     * so the buffer may be used again. Bytes that come after {@link #wantsClose} are dropped.
     */
    public void receive(ByteBuffer bytes) {
        try {
            while (!wantsClose) {
                var request = requests.next(bytes);
                if (request == null) {
                    return;
                }
                execute(request);
            }
        } catch (ProtocolError error) {
            replies.add(error.reply());
            wantsClose = true;
        } catch (OutOfMemoryError heapIsFull) {
            // Too much for this machine: the server gives up this connection, and lives on.
            requests = new RequestParser();
            replies.clear();
            replies.add(new Reply.Failure("OOM the server has no memory left for this request"));
            wantsClose = true;
        }
        bytes.position(bytes.limit());
    }

    /**
     * The replies to all whole requests so far, in order, each handed out once; empty when there
     * are none. The buffers have an accessible array that begins at offset 0. Read them, don't
     * write to them: a large value's array is the store's own.
     */
    public ByteBuffer[] replies() {
        return replies.take();
    }

    /**
     * Whether the connection should be closed, once the replies are sent: the client said {@code
     * QUIT}, or sent what is no request, or more than the heap can hold.
     */
    public boolean wantsClose() {
        return wantsClose;
    }

    private void execute(List<byte[]> request) {
        var name = Invocation.text(request.getFirst());
        var lowerCase = name.toLowerCase(Locale.ROOT);
        if (HTTP.contains(lowerCase)) {
            wantsClose = true;
            return;
        }
        try {
            var command = CommandTable.command(lowerCase);
            if (command == null) {
                throw CommandError.unknownCommand(name, request);
            }
            if (!command.takes(request.size())) {
                throw CommandError.wrongNumberOfArguments(command.name());
            }
            replies.add(store.atomically(new Invocation(command, request, this, store)));
        } catch (CommandError error) {
            replies.add(error.reply());
        }
    }

    long id() {
        return id;
    }

    int databaseIndex() {
        return databaseIndex;
    }

    void select(int index) {
        databaseIndex = index;
    }

    /** Empty when the client gave itself none. */
    byte[] name() {
        return name;
    }

    void rename(byte[] newName) {
        name = newName;
    }

    void closeAfterReplies() {
        wantsClose = true;
    }

    void reset() {
        name = new byte[0];
        databaseIndex = 0;
    }
}
