package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Two processes listened on one port at a time, and each accepted clients.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7), SO_REUSEPORT</a>
 */
record PortShared() implements Claim {

    @Override
    public String sentence() {
        return "two servers listen on one port, and each accepts clients";
    }

    @Override
    public Verdict judge(Trace trace) {
        var table = new EvidenceTable(trace);
        List<Holding> together = together(trace.holdings());
        together.forEach(holding -> table.add(holding.listen(), "", ""));
        if (together.size() < 2) {
            return refuted("no two servers listened on one port at a time", table);
        }
        for (Holding holding : together) {
            List<Connection> accepted = acceptedBy(trace, holding);
            if (accepted.isEmpty()) {
                return refuted("process " + holding.pid() + " accepted nobody", table);
            }
            var accept = accepted.getFirst().accept();
            if (accept != null) {
                table.add(accept, accepted.getFirst().client(), "the first of " + accepted.size());
            }
        }
        return new Verdict(
                sentence(),
                true,
                together.size() + " servers accepted clients of port " + together.getFirst().port(),
                table.rows(),
                "with SO_REUSEPORT each listener has a backlog of its own, and the kernel chooses"
                        + " one by a hash of the client's address and port",
                "");
    }

    /** Those that listened on the port of the first while it did. */
    private static List<Holding> together(List<Holding> holdings) {
        var together = new ArrayList<Holding>();
        for (Holding holding : holdings) {
            boolean overlaps =
                    together.stream()
                            .allMatch(other ->
                                    other.port() == holding.port()
                                            && other.pid() != holding.pid()
                                            && line(other.released()) > holding.listen().line());
            if (overlaps) {
                together.add(holding);
            }
        }
        return together;
    }

    private static int line(@org.jspecify.annotations.Nullable Event event) {
        return event == null ? Connection.NEVER : event.line();
    }

    private static List<Connection> acceptedBy(Trace trace, Holding holding) {
        return trace.connections().stream()
                .filter(connection ->
                        connection.accept() != null
                                && holding.isOf(trace.processOf(connection.accept().tid())))
                .toList();
    }

    private Verdict refuted(String finding, EvidenceTable table) {
        return new Verdict(
                sentence(),
                false,
                finding,
                table.rows(),
                "",
                "every listener of the port must set SO_REUSEPORT before its bind");
    }
}
