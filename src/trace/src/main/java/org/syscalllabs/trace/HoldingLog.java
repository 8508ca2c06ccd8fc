package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Holding} while its log is being read. */
final class HoldingLog {

    final int port;
    final int pid;
    final @Nullable Syscall bind;
    final Syscall listen;

    /** The process of each descriptor that stands for it. */
    final List<Integer> holders = new ArrayList<>();

    private final Set<Integer> heirs = new LinkedHashSet<>();

    private @Nullable Event released;
    private @Nullable Exit end;

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

    /** A process has ended. Who still has a descriptor then has inherited the port. */
    void ended(int process, Exit exit) {
        if (process == pid || heirs.contains(process)) {
            heirs.addAll(holders);
            end = holders.isEmpty() ? exit : null;
        }
    }

    Holding toHolding() {
        return new Holding(port, pid, Set.copyOf(heirs), bind, listen, released, end);
    }
}
