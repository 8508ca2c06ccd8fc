package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.ListeningSocket;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.Syscall;

/**
 * The sockets that listened in turn, and the signal that told their server to end: the facts behind
 * claims about the end of a listener.
 */
final class Handover implements Watcher {

    private static final int KEPT = 64;

    private final Follower server;
    private final List<ListeningSocket> sockets = new ArrayList<>();
    private final List<Step.Signalled> terms = new ArrayList<>();

    Handover(Follower server) {
        this.server = server;
    }

    @Override
    public void see(Step step) {
        if (step instanceof Step.Listened(var socket) && sockets.size() < KEPT) {
            sockets.add(socket);
        } else if (step instanceof Step.Signalled told
                && told.signal().name().equals("SIGTERM")
                && terms.size() < KEPT) {
            terms.add(told);
        }
    }

    /** The sockets that listened, in the order of their listens. */
    List<ListeningSocket> sockets() {
        return sockets;
    }

    /**
     * {@code SIGTERM} as it reached the process that listened, or one that inherited its listener,
     * or null.
     */
    @Nullable Signal toldToEnd(ListeningSocket socket) {
        for (var told : terms) {
            if (socket.isOf(told.process())) {
                return told.signal();
            }
        }
        return null;
    }

    /** The first socket of another process on the same port, or null. */
    @Nullable ListeningSocket next(ListeningSocket first) {
        for (var socket : sockets) {
            if (socket.pid() != first.pid() && socket.port() == first.port()) {
                return socket;
            }
        }
        return null;
    }

    /** What happened to a server that was told to end: the signal, the close, the end. */
    EvidenceTable story(ListeningSocket socket) {
        var table = new EvidenceTable(server);
        var told = toldToEnd(socket);
        if (told != null) {
            table.add(told, "", "told to end");
        }
        if (socket.released() instanceof Syscall call && closes(socket)) {
            table.add(call, "", "stops listening");
        }
        var end = socket.end();
        if (end != null) {
            table.add(end, "", "");
        }
        return table;
    }

    /** Whether the process gave the port back by a call of its own. */
    static boolean closes(ListeningSocket socket) {
        return socket.released() instanceof Syscall call && !call.name().equals("exit_group");
    }

    /** What has not ended: the server, or a process that inherited its listener. */
    static String survivor(ListeningSocket socket) {
        return socket.heirs().isEmpty() ? "it" : "a process that inherited its listener";
    }
}
