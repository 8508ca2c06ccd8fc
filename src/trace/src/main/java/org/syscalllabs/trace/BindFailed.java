package org.syscalllabs.trace;

import java.util.List;

/**
 * A bind(2) failed with EADDRINUSE.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
 */
record BindFailed() implements Claim {

    @Override
    public String sentence() {
        return "a bind fails, for the address is in use";
    }

    @Override
    public Verdict judge(Trace trace) {
        var table = new EvidenceTable(trace);
        List<Syscall> failed = trace.failedBinds();
        for (Syscall bind : failed) {
            table.add(bind, "", bind.port() < 0 ? "" : "port " + bind.port());
        }
        for (Syscall bind : failed) {
            if ("EADDRINUSE".equals(bind.errno())) {
                String port = bind.port() < 0 ? "" : " to port " + bind.port();
                return new Verdict(
                        sentence(),
                        true,
                        "the bind" + port + " failed with EADDRINUSE",
                        table.rows(),
                        "another socket was bound to the same address",
                        "");
            }
        }
        return new Verdict(
                sentence(),
                false,
                failed.isEmpty()
                        ? "no bind failed"
                        : "a bind failed with " + failed.getFirst().errno(),
                table.rows(),
                trace.listeners().isEmpty()
                        ? "the log shows no listen on a TCP port either: was bind traced?"
                        : "the server listens on port " + trace.listeners().getFirst().port(),
                "");
    }
}
