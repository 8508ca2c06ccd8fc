package org.syscalllabs.cli.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.Request;

/**
 * The time that a server takes to SET and to GET large values, on one connection, one command after
 * the other. Each reply is read whole, and each value that comes back is compared, byte for byte.
 */
public final class Benchmark {
    private static final int KB = 1024;
    private static final int[] KEY_KB = {1, 5, 10};
    private static final int[] VALUE_KB = {10, 50, 100};

    private final Conversation server;
    private final int count;

    /**
     * One that is not run yet.
     *
     * @param count how often each size is SET, and how often it is read by GET
     */
    public Benchmark(Conversation server, int count) {
        this.server = server;
        this.count = count;
    }

    /**
     * Measures all sizes.
     *
     * @throws Problem when the server answers wrongly, or not in time
     */
    public BenchmarkResults run() throws IOException {
        var first = Request.of("GET", "no-such-key");
        server.preferArrays(first, "GET no-such-key", answer(first, "GET no-such-key"));
        var rows = new ArrayList<BenchmarkResults.Row>();
        for (var key : KEY_KB) {
            for (var value : VALUE_KB) {
                rows.add(measure(key * KB, value * KB));
            }
        }
        return new BenchmarkResults(count, rows);
    }

    private BenchmarkResults.Row measure(int keyBytes, int valueBytes) throws IOException {
        var key = letters(keyBytes, 0);
        long setNanos = 0;
        long getNanos = 0;
        for (var i = 0; i < count; i++) {
            // Another value each time: an old one that comes back is noticed.
            var value = letters(valueBytes, i);
            var what =
                    "of a %d KB value under a %d KB key".formatted(valueBytes / KB, keyBytes / KB);

            var set = new Request(List.of("SET".getBytes(US_ASCII), key, value));
            var start = System.nanoTime();
            var stored = answer(set, "SET " + what);
            setNanos += System.nanoTime() - start;
            requireOk(stored, "SET " + what);

            var get = new Request(List.of("GET".getBytes(US_ASCII), key));
            start = System.nanoTime();
            var read = answer(get, "GET " + what);
            getNanos += System.nanoTime() - start;
            requireSame(read, value, "GET " + what);
        }
        answer(new Request(List.of("DEL".getBytes(US_ASCII), key)), "DEL");
        return new BenchmarkResults.Row(
                keyBytes, valueBytes, setNanos / 1e3 / count, getNanos / 1e3 / count);
    }

    private Reply answer(Request request, String what) throws IOException {
        try {
            return server.ask(request, what);
        } catch (EOFException e) {
            throw Problem.refuted(
                    "the server closed the connection instead of answering " + what,
                    "see what it said: work/NN/server.log");
        }
    }

    private static void requireOk(Reply reply, String what) {
        if (!reply.shown().equals("OK")) {
            throw Problem.refuted(
                    "%s was answered %s, not OK".formatted(what, shortened(reply)),
                    "a request may arrive in many pieces: receive until it is whole");
        }
    }

    private static void requireSame(Reply reply, byte[] value, String what) {
        var got =
                switch (reply) {
                    case Reply.Value(var bytes) -> bytes;
                    case Reply.PlainLine(var text) -> ByteBuffer.wrap(text.getBytes(US_ASCII));
                    case Reply.Status _,
                            Reply.Failure _,
                            Reply.Whole _,
                            Reply.Fraction _,
                            Reply.Truth _,
                            Reply.Nil _,
                            Reply.Items _,
                            Reply.Malformed _ ->
                            throw Problem.refuted(
                                    "%s was answered %s".formatted(what, shortened(reply)),
                                    "it was SET right before, on the same connection");
                };
        var different = got.mismatch(ByteBuffer.wrap(value));
        if (different >= 0) {
            throw Problem.refuted(
                    "%s brought %d bytes that differ from the %d that were SET, from byte %d on"
                            .formatted(what, got.remaining(), value.length, different),
                    "a request may arrive in many pieces, and a reply leave in many");
        }
    }

    private static String shortened(Reply reply) {
        var shown = reply.shown();
        return shown.length() <= 60 ? shown : shown.substring(0, 57) + "...";
    }

    /** Letters, which both dialects can carry. */
    private static byte[] letters(int length, int seed) {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + (i * 7 + i / 26 + seed) % 26);
        }
        return bytes;
    }
}
