package org.syscalllabs.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

/** What a request costs a server beside its system calls: it is parsed, done, and answered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RequestsBenchmark {
    /** As many requests come with one receive, as with redis-benchmark -P 16. */
    private static final int PIPELINED = 16;

    /** A request as one types it, and as Redis' clients send it. */
    @Param({"GET name\\r\\n", "*2\\r\\n$3\\r\\nGET\\r\\n$4\\r\\nname\\r\\n"})
    public String request = "";

    private final Session session = new Session(new Store());

    /** The next receive; made anew whenever JMH has set {@link #request}. */
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** Puts the value there that the requests ask for. */
    @Setup
    public void fill() {
        session.receive(ByteBuffer.wrap("SET name Alice\r\n".getBytes(US_ASCII)));
        session.replies();
        var lines = request.translateEscapes().repeat(PIPELINED);
        bytes = ByteBuffer.wrap(lines.getBytes(US_ASCII));
    }

    /** Returns the replies, so that the JIT compiler can't do without them. */
    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public ByteBuffer[] answer() {
        session.receive(bytes.rewind());
        return session.replies();
    }
}
