package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Machine;
import org.syscalllabs.trace.server.Watcher;

/**
 * How a server is started, the first time or anew.
 *
 * @param purpose what it is for; it is shown when the server is found left behind
 * @param number what tells its files from those of others: {@code -2}, or nothing
 * @param shared what the servers of the check hand on
 * @param watchers see its steps, from the first one on
 */
record StartPlan(
        Settings settings,
        List<String> command,
        String purpose,
        String number,
        Shared shared,
        List<Watcher> watchers) {

    private static final Duration TELLING = Duration.ofSeconds(10);

    StartPlan {
        command = List.copyOf(command);
        watchers = List.copyOf(watchers);
    }

    /** For the first server of a check, which has no watchers. */
    StartPlan(Settings settings, List<String> command, String purpose) {
        this(settings, command, purpose, "", new Shared(), List.of());
    }

    /** The same command with more arguments, for a server beside: its files have a letter, too. */
    StartPlan beside(List<String> arguments, char letter) {
        var its = new ArrayList<>(command);
        its.addAll(arguments);
        return new StartPlan(settings, its, purpose, number + "-" + letter, shared, List.of());
    }

    /**
     * Starts a server and returns when it listens. Where old connections keep it from its port, it
     * is started anew when they have gone, if they go in time.
     *
     * @throws Problem when this machine can't run it
     * @throws ServerFailed when it does not listen
     */
    ServerUnderTest start() {
        try {
            return startNow();
        } catch (Problem obstacle) {
            if (!shared.earlier().areGoing(settings.port()) || !waitForOldConnections()) {
                throw obstacle;
            }
            return startNow();
        }
    }

    private ServerUnderTest startNow() {
        ServerUnderTest server;
        try {
            server = new ServerUnderTest(this, machine());
        } catch (IOException e) {
            throw Obstacles.cannotWrite(settings.work(), e);
        }
        try {
            return server.listensInSight();
        } catch (ServerFailed failure) {
            server.end();
            var undecided = new TraceOfServer(server).undecided(failure);
            throw undecided.isPresent() ? undecided.get() : failure;
        } catch (Throwable failure) {
            server.end();
            throw failure;
        }
    }

    /** Says every ten seconds that it waits; false when it was in vain, or is not wanted. */
    private boolean waitForOldConnections() {
        var left = settings.patience();
        while (left.isPositive()) {
            System.err.printf(
                    "lab: old connections have port %d: waiting for them to go, %d s at most%n",
                    settings.port(), left.toSeconds());
            if (Deadline.in(TELLING).waitFor(() -> !shared.earlier().areGoing(settings.port()))) {
                return true;
            }
            left = left.minus(TELLING);
        }
        return false;
    }

    /**
     * The machine to start it on.
     *
     * @throws Problem when it is not there, or the port is held
     */
    Machine machine() throws IOException {
        return Machine.of(
                settings.machine(), settings.port(), shared.earlier(), settings.guarded());
    }

    Path traceFile() {
        return settings.work().resolve("trace" + number + ".log");
    }

    Path outputFile() {
        return settings.work().resolve("server" + number + ".log");
    }

    /** For the trace of this server and another one beside it. */
    Path traceFileWith(StartPlan other) {
        return settings.work().resolve("trace" + number + "+" + other.letter() + ".log");
    }

    /** {@code b} of {@code -2-b}. */
    private String letter() {
        return number.substring(number.length() - 1);
    }
}
