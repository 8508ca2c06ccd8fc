package org.syscalllabs.trace.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;

/** The connections of two clients, and who serves: what claims about two clients stand on. */
final class TwoClients implements Watcher {

    private final Follower server;
    private final String one;
    private final String other;
    private final OfClient ones;
    private final OfClient others;
    private final WhoServes who;

    TwoClients(Follower server, String one, String other) {
        this.server = server;
        this.one = one;
        this.other = other;
        ones = new OfClient(one);
        others = new OfClient(other);
        who = new WhoServes(server);
    }

    @Override
    public void see(Step step) {
        who.see(step);
        ones.see(step);
        others.see(step);
    }

    /** What keeps the log from telling of one of them; null if nothing does. */
    @Nullable String unseen() {
        var unseen = Unseen.of(server, one, ones());
        return unseen == null ? Unseen.of(server, other, others()) : unseen;
    }

    /** The connections of the first of the two. */
    List<Connection> ones() {
        return ones.connections();
    }

    /** The connections of the second. */
    List<Connection> others() {
        return others.connections();
    }

    /** How the server came to serve them so. */
    String because() {
        return who.sentence();
    }

    /** An empty table, with the names that this server's threads have. */
    EvidenceTable table() {
        return new EvidenceTable(server);
    }
}
