package org.syscalllabs.trace;

import java.util.List;
import java.util.OptionalLong;

/** The client had connected and spoken when the server, busy with another, came to accept it. */
record WaitedInBacklog(String client) implements Claim {

    @Override
    public String sentence() {
        return client + " waits in the backlog";
    }

    @Override
    public Verdict judge(Trace trace) {
        var because = new Because(trace);
        String unknown = because.cannotTell(client);
        if (unknown != null) {
            return new Verdict(sentence(), false, "the log can't tell", List.of(), unknown, "");
        }
        Connection connection = trace.connections(client).getFirst();
        OptionalLong wait = trace.backlogWait(connection);
        var table = new EvidenceTable(trace);
        if (wait.isEmpty()) {
            return new Verdict(
                    sentence(),
                    false,
                    "the log can't tell",
                    table.add(connection, "", "").rows(),
                    "nobody knows when "
                            + client
                            + " sent its first byte: only a client of the kit tells, or a log that"
                            + " holds the client too",
                    "trace with -ttt: the other clocks can't be compared with a client's");
        }
        List<Connection> ahead = Waits.aheadOf(trace, connection);
        table.add(connection, client + " begins", "");
        ahead.forEach(other -> table.add(other, "", other.client() + " ends"));
        if (ahead.isEmpty()) {
            return new Verdict(
                    sentence(),
                    false,
                    wait.getAsLong() <= 0
                            ? client + " was accepted before its first byte"
                            : client
                                    + " was accepted "
                                    + Waits.duration(wait.getAsLong())
                                    + " after its first byte, and waited for no other client's end",
                    table.rows(),
                    because.whoServes() + because.unread(),
                    "");
        }
        return new Verdict(
                sentence(),
                true,
                Waits.sentence(client, wait.getAsLong()),
                table.rows(),
                because.whoServes() + because.unread(),
                "");
    }
}
