package org.syscalllabs.trace;

import org.jspecify.annotations.Nullable;

/** A {@link Holding} while its log is being read. */
final class HoldingLog {

    final int port;
    final int pid;
    final @Nullable Syscall bind;
    final Syscall listen;

    /** How many descriptors, over all processes, stand for it. */
    int holders;

    @Nullable Event released;
    @Nullable Exit end;

    HoldingLog(int port, int pid, @Nullable Syscall bind, Syscall listen) {
        this.port = port;
        this.pid = pid;
        this.bind = bind;
        this.listen = listen;
    }

    /** Something has taken a descriptor, or shut the socket down; the first to do so counts. */
    void release(Event by) {
        released = released == null ? by : released;
    }

    Holding toHolding() {
        return new Holding(port, pid, bind, listen, released, end);
    }
}
