package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.ListeningSocket;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Syscall;

/**
 * Two processes listened on one port at a time, and each accepted clients.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7), SO_REUSEPORT</a>
 */
record PortShared() implements Claim {

    private static final int PROCESSES = 1000;

    @Override
    public String sentence() {
        return "two servers listen on one port, and each accepts clients";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    /** What one process has accepted. */
    private static final class Accepted {
        final Connection first;
        int count;

        Accepted(Connection first) {
            this.first = first;
        }
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final Handover handover;
        private final Map<Integer, Accepted> byProcess = new LinkedHashMap<>();

        Watch(Follower server) {
            this.server = server;
            handover = new Handover(server);
        }

        @Override
        public void see(Step step) {
            handover.see(step);
            if (step instanceof Step.Accepted(Connection connection, Syscall call)) {
                var process = server.processOf(call.tid());
                if (byProcess.size() < PROCESSES || byProcess.containsKey(process)) {
                    byProcess.computeIfAbsent(process, p -> new Accepted(connection)).count++;
                }
            }
        }

        @Override
        public Verdict verdict() {
            var table = new EvidenceTable(server);
            var together = together();
            together.forEach(socket -> table.add(socket.listen(), "", ""));
            if (together.size() < 2) {
                return refuted("no two servers listened on one port at a time", table);
            }
            for (var socket : together) {
                Accepted first = null;
                var count = 0;
                for (var accepted : byProcess.entrySet()) {
                    if (socket.isOf(accepted.getKey())) {
                        first = first == null ? accepted.getValue() : first;
                        count += accepted.getValue().count;
                    }
                }
                if (first == null) {
                    return refuted("process " + socket.pid() + " accepted nobody", table);
                }
                var accept = first.first.accept();
                if (accept != null) {
                    table.add(accept, first.first.client(), "the first of " + count);
                }
            }
            return Verdict.proved(
                    sentence(),
                    "%d servers accepted clients of port %d"
                            .formatted(together.size(), together.getFirst().port()),
                    table.rows(),
                    "with SO_REUSEPORT each listener has a backlog of its own, and the kernel"
                            + " chooses one by a hash of the client's address and port");
        }

        /** Those that listened on the port of the first while it did. */
        private List<ListeningSocket> together() {
            var together = new ArrayList<ListeningSocket>();
            for (var socket : handover.sockets()) {
                var overlaps =
                        together.stream()
                                .allMatch(other ->
                                        other.port() == socket.port()
                                                && other.pid() != socket.pid()
                                                && line(other.released()) > socket.listen().line());
                if (overlaps) {
                    together.add(socket);
                }
            }
            return together;
        }

        private Verdict refuted(String finding, EvidenceTable table) {
            return Verdict.refuted(
                    sentence(),
                    finding,
                    table.rows(),
                    "",
                    "every listener of the port must set SO_REUSEPORT before its bind");
        }
    }

    private static int line(@Nullable Event event) {
        return event == null ? Connection.NEVER : event.line();
    }
}
