package org.syscalllabs.trace.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/** Clients are accepted, heard and answered by these calls and by no others. */
record OnlyCalls(List<String> names) implements Claim {

    @Override
    public String sentence() {
        return "the server takes, hears and answers clients by " + String.join(", ", names);
    }

    @Override
    public Judge judge(Follower server) {
        return new Watch(server);
    }

    private final class Watch implements Judge {
        private final Follower server;
        private @Nullable Syscall other;
        private String client = "";
        private boolean some;

        Watch(Follower server) {
            this.server = server;
        }

        @Override
        public void see(Step step) {
            switch (step) {
                case Step.Accepted(var connection, var call) -> saw(connection, call);
                case Step.Received(var connection, var call, var _) -> saw(connection, call);
                case Step.Sent(var connection, var call, var _) -> saw(connection, call);
                case Step.AcceptBegun _,
                        Step.BindFailed _,
                        Step.Closed _,
                        Step.Ended _,
                        Step.Executed _,
                        Step.Listened _,
                        Step.NotAccepted _,
                        Step.ShutDown _,
                        Step.Signalled _,
                        Step.Spawned _,
                        Step.Waited _ -> {}
            }
        }

        private void saw(Connection connection, Syscall call) {
            some = true;
            if (other == null && !names.contains(call.name())) {
                other = call.inShort();
                client = connection.client();
            }
        }

        @Override
        public Verdict verdict() {
            var table = new EvidenceTable(server);
            if (other != null) {
                return Verdict.refuted(
                        sentence(),
                        "it calls %s for %s".formatted(other.name(), client),
                        table.add(other, client, "").rows(),
                        "",
                        "");
            }
            var unseen = some ? Unseen.of(server) : "the trace shows no client";
            return unseen == null
                    ? Verdict.proved(sentence(), "", table.rows(), "")
                    : Verdict.undecided(sentence(), unseen);
        }
    }
}
