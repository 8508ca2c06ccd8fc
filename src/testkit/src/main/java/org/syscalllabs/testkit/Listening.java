package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.testkit.failure.ServerFacts;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Sandbox;
import org.syscalllabs.testkit.machine.Strace;

/** Whether a server listens where it should, or no more; and if not so, why. */
record Listening(TracedRun run, Duration timeout, ServerFacts known) {

    /** A server that listens elsewhere may still listen where it should, a moment later. */
    private static final Duration SECOND_LISTENER = Duration.ofSeconds(1);

    /**
     * Waits until the server listens.
     *
     * @throws ServerFailed when it does not
     */
    void await() {
        var live = run.live();
        var deadline = Deadline.in(timeout);
        @Nullable Deadline elsewhere = null;
        do {
            var over = run.isOver();
            var decided = elsewhere != null && elsewhere.isOver() && run.rest().isReached();
            live.look();
            if (live.listening().contains(port())) {
                return;
            }
            if (over) {
                throw whyItDied();
            }
            if (decided) {
                throw ServerFailed.listensElsewhere(known);
            }
            if (!live.listening().isEmpty() && elsewhere == null) {
                elsewhere = Deadline.in(SECOND_LISTENER);
            }
        } while (deadline.pause());
        if (live.addressInUse().isPresent()) {
            throw addressInUse();
        }
        throw live.listening().isEmpty()
                ? ServerFailed.neverListened(known)
                : ServerFailed.listensElsewhere(known);
    }

    /**
     * Waits until the server has given up, without having listened anywhere.
     *
     * @throws ServerFailed when it listens after all, or is still there when the time is over
     */
    void awaitNone() {
        var deadline = Deadline.in(timeout);
        do {
            var over = run.isOver();
            run.live().look();
            if (!run.live().listening().isEmpty()) {
                throw ServerFailed.listensNevertheless(known);
            }
            if (over) {
                run.output().finish(TracedRun.KILLED);
                return;
            }
        } while (deadline.pause());
        throw ServerFailed.doesNotGiveUp(known);
    }

    /**
     * Shows that a client is refused: nobody listens on the port, and connect() says so at once.
     *
     * @throws ServerFailed when somebody does, or when connect() is not answered
     */
    void refuses(String client) {
        if (run.hasListener()) {
            throw ServerFailed.stillListens(known, client);
        }
        try (var channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            if (run.machine().connect(channel, Deadline.in(timeout)) >= 0) {
                throw ServerFailed.stillListens(known, client);
            }
            throw ServerFailed.doesNotAnswer(known, client);
        } catch (IOException refused) {
            // ECONNREFUSED: the kernel itself has answered, with a reset.
        }
    }

    /** The server ended before it listened: its own doing, or this machine's. */
    private AssertionError whyItDied() {
        run.output().finish(TracedRun.KILLED);
        run.live().look();
        if (run.live().threads().isEmpty()) {
            // Not even its execve was traced: it never ran, and what is printed is the launchers'.
            var printed = run.output().lastLines(20);
            Strace.refusal(printed)
                    .ifPresent(said -> {
                        throw Obstacles.ptraceForbidden(said, Strace.yama());
                    });
            Sandbox.refusal(printed)
                    .ifPresent(said -> {
                        throw Obstacles.noSandbox(said);
                    });
        }
        return run.live().addressInUse().isPresent()
                ? addressInUse()
                : ServerFailed.diedAtStart(known);
    }

    private AssertionError addressInUse() {
        var earlier = run.machine().earlierConnections();
        if (portInUse() == port() && !earlier.isEmpty()) {
            throw Obstacles.portLingers(port(), earlier);
        }
        return ServerFailed.addressInUse(known, portInUse(), run.machine().holder(portInUse()));
    }

    private int portInUse() {
        return run.live()
                .addressInUse()
                .map(call -> Math.max(call.port(), call.socket().localPort()))
                .filter(found -> found > 0)
                .orElse(port());
    }

    private int port() {
        return run.machine().port();
    }
}
