package org.syscalllabs.trace.claim;

import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/**
 * A bind(2) failed with EADDRINUSE.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
 */
record BindFailed() implements Claim {

    private static final int SHOWN = 20;

    @Override
    public String sentence() {
        return "a bind fails, for the address is in use";
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final Follower server;
        private final List<Syscall> failed = new ArrayList<>();
        private final EvidenceTable table;

        Watch(Follower server) {
            this.server = server;
            table = new EvidenceTable(server);
        }

        @Override
        public void see(Step step) {
            if (step instanceof Step.BindFailed(Syscall bind) && failed.size() < SHOWN) {
                failed.add(bind.inShort());
                table.add(bind, "", bind.port() < 0 ? "" : "port " + bind.port());
            }
        }

        @Override
        public Verdict verdict() {
            for (var bind : failed) {
                if ("EADDRINUSE".equals(bind.errno())) {
                    var port = bind.port() < 0 ? "" : " to port " + bind.port();
                    return Verdict.proved(
                            sentence(),
                            "the bind" + port + " failed with EADDRINUSE",
                            table.rows(),
                            "another socket was bound to the same address");
                }
            }
            var listener = server.firstListener();
            if (failed.isEmpty() && listener == null) {
                return Verdict.undecided(
                        sentence(),
                        "no bind failed",
                        table.rows(),
                        "the log shows no listen on a TCP port either: was bind traced?",
                        "");
            }
            return Verdict.refuted(
                    sentence(),
                    failed.isEmpty()
                            ? "no bind failed"
                            : "a bind failed with " + failed.getFirst().errno(),
                    table.rows(),
                    listener == null
                            ? "the log shows no listen on a TCP port either: was bind traced?"
                            : "the server listens on port " + listener.port(),
                    "");
        }
    }
}
