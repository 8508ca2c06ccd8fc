package org.syscalllabs.trace;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.syscalllabs.trace.server.ClientFacts;
import org.syscalllabs.trace.strace.Clock;

/**
 * One row of {@code recorded/manifest.tsv}: a log that strace made of a real program, and what is
 * true of it. {@code recorded/README.md} explains the columns.
 */
record Recording(
        String log,
        String program,
        String start,
        String flags,
        String order,
        List<Integer> peers,
        String replies,
        List<String> callsOfAlice,
        List<Integer> unreadable) {

    static List<Recording> all() throws IOException {
        try (var lines = Files.lines(folder().resolve("manifest.tsv"))) {
            return lines.filter(line -> !line.startsWith("#")).map(Recording::parse).toList();
        }
    }

    static Path folder() {
        var manifest = Objects.requireNonNull(Recording.class.getResource("/recorded"));
        try {
            return Path.of(manifest.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The trace, with the names that the story gives to the clients' ports. */
    TraceLog read() {
        var file = folder().resolve(log + ".log");
        if (flags.contains("-ff")) {
            file = folder().resolve(log).resolve("trace.log");
        }
        return TraceLog.of(file)
                .withClients(
                        List.of(
                                new ClientFacts("alice", 50001, -1, -1),
                                new ClientFacts("bob", 50002, -1, -1)));
    }

    boolean inTurn() {
        return order.equals("in-turn");
    }

    boolean together() {
        return order.equals("together");
    }

    boolean oneReplyEach() {
        return replies.equals("one-each");
    }

    Clock clock() {
        if (flags.contains("-ttt")) {
            return Clock.EPOCH;
        }
        if (flags.contains("-t") || start.equals("made")) {
            return Clock.MIDNIGHT;
        }
        return flags.contains("-r") ? Clock.START : Clock.NONE;
    }

    @Override
    public String toString() {
        return log;
    }

    private static Recording parse(String line) {
        var column = line.split("\t", -1);
        return new Recording(
                column[0],
                column[1],
                column[2],
                column[3],
                column[4],
                words(column[5]).map(Recording::port).toList(),
                column[6],
                words(column[7]).toList(),
                words(column[8]).map(Integer::valueOf).toList());
    }

    /** The words of a column; none for {@code -}. */
    private static Stream<String> words(String column) {
        return column.equals("-") ? Stream.empty() : Arrays.stream(column.split(" "));
    }

    private static int port(String word) {
        return word.equals("?") ? -1 : Integer.parseInt(word);
    }
}
