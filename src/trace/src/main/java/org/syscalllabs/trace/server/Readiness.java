package org.syscalllabs.trace.server;

import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Syscall;

/**
 * Which threads serve clients, and which of them wait for several descriptors at once, as an event
 * loop does.
 */
final class Readiness {

    private final Watcher watchers;
    private @Nullable Syscall multiplexedWait;
    private int servingThreads;

    /**
     * @param watchers see the first such wait
     */
    Readiness(Watcher watchers) {
        this.watchers = watchers;
    }

    /** The first wait for several descriptors by a thread that serves; null if there is none. */
    @Nullable Syscall multiplexedWait() {
        return multiplexedWait;
    }

    /** How many threads accept, or make calls for clients. */
    int servingThreads() {
        return servingThreads;
    }

    /** The thread accepts, or makes calls for clients. */
    void serves(Task task) {
        if (!task.serves) {
            task.serves = true;
            servingThreads++;
            waits(task);
        }
    }

    /** The thread waits, after the server has listened. */
    void waited(Syscall call, Task task) {
        if (task.multiplexedWait == null && isForSeveral(call)) {
            task.multiplexedWait = call.inShort();
            waits(task);
        }
    }

    private void waits(Task task) {
        var wait = task.multiplexedWait;
        if (task.serves
                && wait != null
                && (multiplexedWait == null || wait.line() < multiplexedWait.line())) {
            multiplexedWait = wait;
            watchers.see(new Step.Waited(wait));
        }
    }

    /** A JVM polls one descriptor before it accepts, CPython before it receives: no event loop. */
    private static boolean isForSeveral(Syscall call) {
        return switch (call.name()) {
            case "poll", "ppoll", "ppoll_time64" ->
                    !call.arg(1).equals("1") && !call.arg(1).equals("0x1");
            case "select", "_newselect", "pselect6", "pselect6_time64" ->
                    call.arg(1).indexOf(' ') >= 0;
            default -> true;
        };
    }
}
