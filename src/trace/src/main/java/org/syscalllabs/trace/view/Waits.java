package org.syscalllabs.trace.view;

import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Syscall;

/** How long clients waited in the backlog, their first byte already in the kernel. */
public final class Waits implements Watcher {

    private static final int KEPT = 1000;

    private final List<Wait> waits = new ArrayList<>();

    /**
     * One client's wait.
     *
     * @param client the client's name
     * @param line the trace line of the accept that ended the wait
     * @param nanoseconds from the first byte to the accept
     */
    public record Wait(String client, int line, long nanoseconds) {}

    @Override
    public void see(Step step) {
        if (step instanceof Step.Accepted(Connection connection, Syscall _)
                && waits.size() < KEPT) {
            connection
                    .backlogWait()
                    .ifPresent(wait -> {
                        if (wait > 0) {
                            waits.add(new Wait(connection.client(), connection.beginLine(), wait));
                        }
                    });
        }
    }

    /** The waits, the first thousand of them, in the order of the accepts. */
    public List<Wait> all() {
        return List.copyOf(waits);
    }
}
