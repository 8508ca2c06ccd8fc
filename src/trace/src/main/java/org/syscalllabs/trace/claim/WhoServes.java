package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Syscall;

/**
 * Says from facts how a server came to behave as it did: which threads accept, which receive, and
 * since when they are there. Of threads that have ended it keeps their number only.
 */
final class WhoServes implements Watcher {

    /** Threads that have something in common: how many, and how the first of them are called. */
    private static final class Group {
        private static final int NAMED = 3;
        private final List<String> names = new ArrayList<>();
        private int count;

        void add(String name) {
            count++;
            if (names.size() < NAMED) {
                names.add(name);
            }
        }

        /** {@code main}, {@code main and thread 7}, {@code main, thread 7 and 4 more}. */
        @Override
        public String toString() {
            return switch (count) {
                case 0 -> "nobody";
                case 1 -> names.getFirst();
                case 2 -> "%s and %s".formatted(names.get(0), names.get(1));
                case 3 -> "%s, %s and %s".formatted(names.get(0), names.get(1), names.get(2));
                default -> "%s, %s and %d more".formatted(names.get(0), names.get(1), count - 2);
            };
        }
    }

    /** A living thread. */
    private static final class Role {
        boolean startedAfterAnAccept;
        boolean process;
        boolean accepts;
        boolean receives;
        int latestClient;
        int clients;
    }

    private final Follower server;
    private final Map<Integer, Role> threads = new HashMap<>();
    private final Group acceptors = new Group();
    private final Group receivers = new Group();
    private final Group startedLater = new Group();
    private boolean laterAreProcesses = true;
    private boolean accepted;
    private long spawnsLater;
    private int receiversThatDoNotAccept;
    private @Nullable Role onlyReceiver;
    private int receiver;

    WhoServes(Follower server) {
        this.server = server;
    }

    @Override
    public void see(Step step) {
        switch (step) {
            case Step.Spawned(var _, int child, boolean process) -> {
                if (accepted) {
                    spawnsLater++;
                }
                var thread = thread(child);
                thread.startedAfterAnAccept = accepted;
                thread.process = process;
            }
            case Step.AcceptBegun(var _, Syscall call) -> accepts(call.tid());
            case Step.Accepted _ -> accepted = true;
            case Step.Received(Connection connection, Syscall call, long _) ->
                    receives(connection, call.tid());
            case Step.Ended(var exit) -> threads.remove(exit.tid());
            case Step.BindFailed _,
                    Step.Closed _,
                    Step.Executed _,
                    Step.Listened _,
                    Step.NotAccepted _,
                    Step.Sent _,
                    Step.ShutDown _,
                    Step.Signalled _,
                    Step.Waited _ -> {}
        }
    }

    private Role thread(int tid) {
        return threads.computeIfAbsent(tid, t -> new Role());
    }

    private void accepts(int tid) {
        var thread = thread(tid);
        if (!thread.accepts) {
            thread.accepts = true;
            acceptors.add(server.threadName(tid));
            if (thread.receives) {
                receiversThatDoNotAccept--;
            }
        }
    }

    private void receives(Connection connection, int tid) {
        var thread = thread(tid);
        if (thread.latestClient != connection.number()) {
            thread.latestClient = connection.number();
            thread.clients++;
        }
        if (thread.receives) {
            return;
        }
        thread.receives = true;
        var name = server.threadName(tid);
        receivers.add(name);
        receiver = tid;
        onlyReceiver = receivers.count == 1 ? thread : null;
        if (!thread.accepts) {
            receiversThatDoNotAccept++;
        }
        if (thread.startedAfterAnAccept) {
            startedLater.add(name);
            laterAreProcesses &= thread.process;
        }
    }

    /** Who accepts, who receives, and since when they are there. */
    String sentence() {
        if (receivers.count == 0) {
            return "no traced call received anything";
        }
        var only = onlyReceiver;
        var forEach = only != null && only.startedAfterAnAccept && only.clients < 2;
        if (only != null && acceptors.count == 1 && !only.accepts && !forEach) {
            return ("%s accepts, and %s makes every receive: the server takes clients out of the "
                            + "kernel's queue into its own")
                    .formatted(acceptors, receivers);
        }
        if (startedLater.count > 0) {
            return startedLater
                    + ", which made receives, "
                    + (startedLater.count == 1 ? "was" : "were")
                    + " started after an accept"
                    + (laterAreProcesses ? ": a child process for each client" : "");
        }
        if (acceptors.count > 1) {
            return acceptors + " accept side by side";
        }
        if (receivers.count > 1) {
            return receiversThatDoNotAccept == 0 || acceptors.count == 0
                    ? receivers + " made the receives"
                    : "%s accepts, and %s make the receives".formatted(acceptors, receivers);
        }
        var one = "one thread (" + receivers + ") made every receive";
        var wait = server.multiplexedWait(receiver);
        if (wait == null && server.multiplexedWait() != null) {
            var first = server.multiplexedWait();
            wait = first != null && first.tid() == receiver ? first : null;
        }
        if (wait != null) {
            return "%s, and waits with %s for several clients at once (line %d)"
                    .formatted(one, wait.name(), wait.line());
        }
        return spawnsLater == 0
                ? one + "; no thread was started after an accept"
                : one + "; the threads started after an accept made none";
    }
}
