package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection while its log is being read. */
final class ConnectionLog {

    final Listener listener;
    final @Nullable Syscall accept;
    final List<Syscall> calls = new ArrayList<>();
    int peerPort;

    /** How many descriptors, over all processes, stand for it. */
    int holders;

    @Nullable Event closed;

    ConnectionLog(Listener listener, @Nullable Syscall accept, int peerPort) {
        this.listener = listener;
        this.accept = accept;
        this.peerPort = peerPort;
    }

    Connection toConnection(int number) {
        return new Connection(
                "client-" + number, peerPort, listener, accept, List.copyOf(calls), closed);
    }
}
