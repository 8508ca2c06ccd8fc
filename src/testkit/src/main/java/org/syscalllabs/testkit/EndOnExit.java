package org.syscalllabs.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.syscalllabs.proc.Runs;

/**
 * Ends the servers that still run when this Java process ends, on Ctrl-C and on SIGTERM too. For
 * SIGKILL there are {@link Runs}.
 */
final class EndOnExit {

    /** Starts something that {@link #running} must know of before anyone can stop this process. */
    interface Start {
        void run() throws java.io.IOException;
    }

    private static final Set<ServerUnderTest> running = new LinkedHashSet<>();
    private static boolean exiting;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(EndOnExit::endAll, "end the servers"));
    }

    private EndOnExit() {}

    /** Starts a server, unless this process is about to end. */
    static synchronized void start(ServerUnderTest server, Start start) throws IOException {
        if (exiting) {
            throw new IllegalStateException("the check is being stopped");
        }
        running.add(server);
        start.run();
    }

    /** The server has been ended. */
    static synchronized void ended(ServerUnderTest server) {
        running.remove(server);
    }

    private static void endAll() {
        ArrayList<ServerUnderTest> left;
        synchronized (EndOnExit.class) {
            exiting = true;
            left = new ArrayList<>(running);
        }
        left.forEach(ServerUnderTest::end);
    }
}
