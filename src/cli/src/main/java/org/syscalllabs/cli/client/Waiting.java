package org.syscalllabs.cli.client;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.trace.view.Quoted;

/**
 * One wait for a reply: says what the kernel tells of it, and ends it when its time is over. A
 * client that waits looks the same to the server's user whether it is in the backlog, is not read,
 * or is not answered; the kernel knows.
 */
final class Waiting {
    private static final Duration SILENT = Duration.ofSeconds(3);

    /** How long a server may have a request, and all its threads asleep, without an answer. */
    private static final Duration READ_AND_ASLEEP = Duration.ofMillis(500);

    /** A server whose threads never sleep is at work all the time, whether it answers or not. */
    private static final Duration READ_AND_AT_WORK = Duration.ofSeconds(3);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final ServerConnection connection;
    private final String what;
    private final Manner manner;
    private final PrintWriter err;
    private final long began = System.nanoTime();
    private List<Long> holders = List.of();
    private long looked = began;
    private long read = -1;
    private long asleep = -1;
    private @Nullable String told;

    Waiting(ServerConnection connection, String what, Manner manner, PrintWriter err) {
        this.connection = connection;
        this.what = what;
        this.manner = manner;
        this.err = err;
    }

    /** Whether the server has had the whole request for a while, and begins no answer. */
    boolean isReadAndNotAnswered() {
        if (connection.serversEnd() != ServersEnd.READ || connection.pending().hasRemaining()) {
            read = -1;
            asleep = -1;
            return false;
        }
        var now = System.nanoTime();
        if (read < 0) {
            read = now;
            holders = connection.holders();
        }
        if (ServersEnd.areAtWork(holders)) {
            asleep = -1;
        } else if (asleep < 0) {
            asleep = now;
        }
        return (asleep >= 0 && now - asleep > READ_AND_ASLEEP.toNanos())
                || now - read > READ_AND_AT_WORK.toNanos();
    }

    /**
     * Says why there is no reply yet, after three seconds and whenever the reason changes.
     *
     * @throws Problem when the time is over
     */
    void goOn() {
        var now = System.nanoTime();
        var waited = Duration.ofNanos(now - began);
        if (manner.timeout().isPresent() && waited.compareTo(manner.timeout().get()) > 0) {
            throw tooLong(manner.timeout().get());
        }
        if (waited.compareTo(SILENT) > 0 && now - looked > BETWEEN_LOOKS.toNanos()) {
            looked = now;
            var known = known();
            if (!known.equals(told)) {
                err.println("no reply yet: " + known);
                told = known;
            }
        }
    }

    private Problem tooLong(Duration timeout) {
        var end = connection.serversEnd();
        return Problem.refuted(
                "no reply to %s within %s s: %s".formatted(what, seconds(timeout), known()),
                switch (end) {
                    case NOT_ACCEPTED ->
                            "scripts/backlog shows who waits; --timeout SECONDS waits longer";
                    case NOT_READ, READ ->
                            "./lab trace shows the server's calls, --verbose the bytes:"
                                    + " does it receive until a request is whole, and answer each?";
                    case UNSEEN -> "does it speak RESP arrays only? try --resp";
                });
    }

    /** What the kernel knows, and what has come. */
    private String known() {
        var pending = connection.pending();
        return pending.hasRemaining()
                ? "only " + Quoted.of(pending, 80) + " has come, and that is no whole reply"
                : connection.serversEnd().sentence();
    }

    private static String seconds(Duration duration) {
        var millis = duration.toMillis();
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1e3);
    }
}
