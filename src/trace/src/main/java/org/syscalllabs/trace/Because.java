package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says from facts of a trace how a server came to behave as it did. */
final class Because {

    private final Trace trace;

    Because(Trace trace) {
        this.trace = trace;
    }

    /** Who accepts, who receives, and since when they are there. */
    String whoServes() {
        Set<Integer> acceptors = new TreeSet<>();
        Set<Integer> receivers = new TreeSet<>();
        int firstAccept = Connection.NEVER;
        for (Connection connection : trace.connections()) {
            Syscall accept = connection.accept();
            if (accept != null) {
                acceptors.add(accept.tid());
                firstAccept = Math.min(firstAccept, accept.endLine());
            }
            connection.receives().forEach(call -> receivers.add(call.tid()));
        }
        trace.accepts().forEach(accept -> acceptors.add(accept.tid()));
        if (receivers.isEmpty()) {
            return "no traced call received anything";
        }
        if (receivers.size() == 1 && acceptors.size() == 1 && !acceptors.equals(receivers)) {
            return names(acceptors)
                    + " accepts, and "
                    + names(receivers)
                    + " makes every receive: the server takes clients out of the kernel's queue"
                    + " into its own";
        }
        List<Integer> later = startedAfter(firstAccept);
        List<Integer> servingLater = later.stream().filter(receivers::contains).toList();
        if (!servingLater.isEmpty()) {
            boolean one = servingLater.size() == 1;
            return names(servingLater)
                    + ", which made receives, "
                    + (one ? "was" : "were")
                    + " started after an accept";
        }
        if (acceptors.size() > 1) {
            return names(acceptors) + " accept side by side";
        }
        if (receivers.size() > 1) {
            return acceptors.containsAll(receivers) || acceptors.isEmpty()
                    ? names(receivers) + " made the receives"
                    : names(acceptors) + " accepts, and " + names(receivers) + " make the receives";
        }
        int receiver = receivers.iterator().next();
        String one = "one thread (" + trace.threadName(receiver) + ") made every receive";
        Syscall wait = trace.multiplexedWait(receiver);
        if (wait != null) {
            return one
                    + ", and waits with "
                    + wait.name()
                    + " for several clients at once (line "
                    + wait.line()
                    + ")";
        }
        return later.isEmpty()
                ? one + "; no thread was started after an accept"
                : one + "; the threads started after an accept made none";
    }

    /**
     * Why the trace can't show who was served when, or null if it can.
     *
     * @param client the client that the claim is about, or null for all of them
     */
    @Nullable String cannotTell(@Nullable String client) {
        String order = trace.orderUnknown();
        if (order != null) {
            return order;
        }
        if (client != null && trace.connections(client).isEmpty()) {
            return "the log shows no accept of " + client + port(client) + hidden();
        }
        if (trace.accepts().isEmpty()) {
            return "the log shows no accept on a TCP port" + hidden();
        }
        for (Connection connection : trace.connections()) {
            boolean asked = client == null || client.equals(connection.client());
            if (asked && connection.accept() == null && connection.listener().listen() != null) {
                return "the log shows calls for "
                        + connection.client()
                        + " (port "
                        + connection.peerPort()
                        + "), but no accept"
                        + hidden();
            }
        }
        boolean listened = trace.connections().stream().anyMatch(c -> !c.receives().isEmpty());
        if (!listened) {
            return "no traced call receives anything"
                    + (trace.spawns().isEmpty()
                            ? hidden()
                            : ": the server starts threads or processes; strace -f follows them");
        }
        boolean heard = trace.connections().stream().anyMatch(c -> c.firstReceive() != null);
        boolean answered = trace.connections().stream().anyMatch(c -> !c.sends().isEmpty());
        if (heard && !answered) {
            return "no traced call sent a reply" + hidden();
        }
        return null;
    }

    private String port(String client) {
        return trace.client(client)
                .map(facts -> ", who connected from port " + facts.port())
                .orElse("");
    }

    /** What may have been done out of strace's sight. */
    String hidden() {
        Syscall ring = trace.ioUring();
        if (ring != null) {
            return ": the server uses io_uring (line "
                    + ring.line()
                    + "), whose input and output strace can't see";
        }
        Syscall passed = trace.passedDescriptors();
        if (passed != null) {
            return ": descriptors were handed to another process (SCM_RIGHTS, line "
                    + passed.endLine()
                    + "); only strace -yy tells whose they are";
        }
        return "";
    }

    /** {@code ; 3 lines could not be read: …}, or nothing. */
    String unread() {
        String unread = trace.unreadable().toString();
        return unread.isEmpty() ? "" : "; " + unread;
    }

    private List<Integer> startedAfter(int line) {
        return trace.spawns().stream()
                .filter(spawn -> spawn.line() > line)
                .map(spawn -> (int) spawn.value())
                .toList();
    }

    /** {@code main}, {@code main and thread 7}, {@code main, thread 7 and 4 more}. */
    private String names(Collection<Integer> tids) {
        var names = new ArrayList<String>();
        tids.forEach(tid -> names.add(trace.threadName(tid)));
        int size = names.size();
        return switch (size) {
            case 1 -> names.getFirst();
            case 2 -> names.get(0) + " and " + names.get(1);
            case 3 -> names.get(0) + ", " + names.get(1) + " and " + names.get(2);
            default -> names.get(0) + ", " + names.get(1) + " and " + (size - 2) + " more";
        };
    }
}
