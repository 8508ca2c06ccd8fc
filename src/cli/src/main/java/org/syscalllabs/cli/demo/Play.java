package org.syscalllabs.cli.demo;

import static java.util.Comparator.comparingLong;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.syscalllabs.cli.demo.Moment.Actor;
import org.syscalllabs.cli.demo.Moment.Kind;
import org.syscalllabs.testkit.Client;
import org.syscalllabs.testkit.ServerUnderTest;

/**
 * Plays the story on a server that runs under strace. Each step ends when the trace shows what it
 * brought about. The pace is for those who watch; it decides nothing.
 */
public final class Play {

    private final ServerUnderTest server;
    private final Stage stage;
    private final Pace pace;
    private final CallsSeen calls;
    private final List<Moment> moments = new ArrayList<>();

    /** What lies between two moments: a time, or a key that is pressed. */
    @FunctionalInterface
    public interface Pace {
        /** Returns when the next moment may be shown. */
        void await() throws IOException, InterruptedException;
    }

    public Play(ServerUnderTest server, CallsSeen calls, Stage stage, Pace pace) {
        this.server = server;
        this.stage = stage;
        this.pace = pace;
        this.calls = calls;
    }

    /**
     * Plays it to its end; the stage shows it meanwhile.
     *
     * @param command what runs under strace, to be shown
     */
    public Story play(String command) throws IOException, InterruptedException {
        stage.opens(command);
        show(calls.upTo(server, "", Kind.LISTENS));
        var aliceCame = now();
        try (var alice = server.client("alice")) {
            show(
                    calls.upTo(server, "alice", Kind.ACCEPTED),
                    step(alice, aliceCame, Kind.CONNECTS, "connects"));
            exchange(alice, "SET name Alice", "OK");
            var bobCame = now();
            try (var bob = server.client("bob")) {
                // No call of the server: the kernel alone took bob, into the backlog.
                show(List.of(), step(bob, bobCame, Kind.CONNECTS, "connects"));
                var waits = asks(bob, "SET age 28", "OK");
                exchange(alice, "GET name", "Alice");
                if (waits) {
                    makesRoom(alice, bob, "OK");
                } else {
                    leaves(alice);
                }
                leaves(bob);
            }
        }
        return new Story(command, List.copyOf(moments), server.trace());
    }

    private void exchange(Client client, String request, String reply)
            throws IOException, InterruptedException {
        var asked = now();
        client.sends(request).receives(reply);
        var answered = now();
        show(
                calls.upTo(server, client.name(), Kind.REPLIED),
                step(client, asked, Kind.SENDS, request),
                step(client, answered, Kind.RECEIVES, reply));
    }

    /** Asks, while another client is served; whether it has to wait is the server's to show. */
    private boolean asks(Client client, String request, String reply)
            throws IOException, InterruptedException {
        var asked = now();
        client.sends(request);
        try {
            client.waits();
        } catch (AssertionError answered) {
            client.receives(reply);
            show(
                    calls.upTo(server, client.name(), Kind.REPLIED),
                    step(client, asked, Kind.SENDS, request),
                    step(client, now(), Kind.RECEIVES, reply));
            return false;
        }
        show(
                List.of(),
                step(client, asked, Kind.SENDS, request),
                step(client, now(), Kind.WAITS, "waits …"));
        return true;
    }

    /** The first leaves, and what the second asked long ago is answered at last. */
    private void makesRoom(Client first, Client second, String reply)
            throws IOException, InterruptedException {
        var left = now();
        first.leaves();
        second.receives(reply);
        var answered = now();
        show(
                calls.upTo(server, second.name(), Kind.REPLIED),
                step(first, left, Kind.LEAVES, "leaves"),
                step(second, answered, Kind.RECEIVES, reply));
    }

    private void leaves(Client client) throws IOException, InterruptedException {
        var left = now();
        client.leaves();
        show(
                calls.upTo(server, client.name(), Kind.CLOSED),
                step(client, left, Kind.LEAVES, "leaves"));
    }

    private static Moment step(Client client, long at, Kind kind, String text) {
        return new Moment(at, Actor.of(client.name()), client.name(), text, kind);
    }

    private void show(List<Moment> seen, Moment... steps) throws IOException, InterruptedException {
        var fresh = new ArrayList<>(seen);
        fresh.addAll(List.of(steps));
        fresh.sort(comparingLong(Moment::at));
        for (var moment : fresh) {
            moments.add(moment);
            stage.show(moment);
            pace.await();
        }
    }

    /** On the clock of the trace: strace -ttt counts from 1970 too. */
    private static long now() {
        var now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
