package org.syscalllabs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.strace.LogLines;
import org.syscalllabs.trace.strace.StraceReader;

/**
 * What a log of 10 MB costs, from the file: read as events; followed as well, connection by
 * connection; judged as well, by the claims of every server. 10 ms are 1 GB/s, 50 ms are 200 MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class LogsBenchmark {
    private static final long BYTES = 10_000_000;

    /** One client after another; a thread for each of two; a thousand at a time on one thread. */
    @Param({"in-turn 1", "threads 2", "loop 1000"})
    public String log = "";

    private Path file = Path.of("");

    /** Makes the log. */
    @Setup
    public void make() throws IOException {
        var style = log.substring(0, log.indexOf(' '));
        var atATime = Integer.parseInt(log.substring(log.indexOf(' ') + 1));
        file = Files.createTempFile("bench", ".log");
        MakeLog.write(Style.of(style), file, Long.MAX_VALUE, BYTES, atATime);
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
        Files.delete(file);
    }

    /** Line by line to events. */
    @Benchmark
    public void read(Blackhole events) throws IOException {
        read(new StraceReader(events::consume));
    }

    /** To steps of connections. */
    @Benchmark
    public Follower follow() throws IOException {
        var server = new Follower(List.of());
        read(new StraceReader(server));
        return server;
    }

    /** To verdicts. */
    @Benchmark
    public List<Verdict> judge() {
        return TraceLog.of(file).judge(Claims.ofEveryServer());
    }

    private void read(StraceReader reader) throws IOException {
        try (var in = Files.newInputStream(file);
                var lines = new LogLines(in)) {
            lines.to(reader);
            reader.end();
        }
    }
}
