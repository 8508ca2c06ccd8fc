package org.syscalllabs.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.syscalllabs.cli.demo.Moment.Actor;
import org.syscalllabs.cli.demo.Moment.Kind;
import org.syscalllabs.trace.TraceLog;

/** A short story: alice is served, bob waits, alice leaves, bob is served. */
final class Moments {

    private Moments() {}

    static List<Moment> all() {
        var moments = new ArrayList<Moment>();
        add(moments, Actor.KERNEL, "", "listen(6, 50) = 0", Kind.LISTENS);
        add(moments, Actor.ALICE, "alice", "connects", Kind.CONNECTS);
        add(moments, Actor.KERNEL, "alice", "accept4(6, port 41234) = 7", Kind.ACCEPTED);
        add(moments, Actor.BOB, "bob", "connects", Kind.CONNECTS);
        add(moments, Actor.BOB, "bob", "SET a <&>", Kind.SENDS);
        add(moments, Actor.BOB, "bob", "waits …", Kind.WAITS);
        add(moments, Actor.ALICE, "alice", "leaves", Kind.LEAVES);
        add(moments, Actor.KERNEL, "bob", "accept4(6, port 41236) = 7", Kind.ACCEPTED);
        add(
                moments,
                Actor.KERNEL,
                "bob",
                "sendmsg(7, \"" + "x".repeat(90) + "\") = 90",
                Kind.REPLIED);
        add(moments, Actor.BOB, "bob", "leaves", Kind.LEAVES);
        return moments;
    }

    static Story story() {
        return new Story("strace -f java Server", all(), TraceLog.ofText(""));
    }

    private static void add(
            List<Moment> moments, Actor actor, String client, String text, Kind kind) {
        var at = TimeUnit.MILLISECONDS.toNanos(1_000_000 + 250L * moments.size());
        moments.add(new Moment(at, actor, client, text, kind));
    }
}
