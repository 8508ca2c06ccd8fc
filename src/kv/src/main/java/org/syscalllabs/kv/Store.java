package org.syscalllabs.kv;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What all connections of one server share: the databases, and a clock that tells when keys expire.
 *
 * <p>Thread-safe: one command runs at a time, whatever the number of threads, so every command is
 * atomic. It takes memory only, and no more than it is allowed.
 */
public final class Store {

    /** As many as Redis has unless told otherwise. */
    static final int DATABASES = 16;

    private static final Pattern SIZE =
            Pattern.compile("(?<number>[0-9]{1,12})(?<unit>[kmg]?)(?<binary>b?)");

    /** The system property that bounds every store of a server, in bytes. */
    static final String MAX_MEMORY = "kv.max-memory";

    private final InstantSource clock;
    private final long maxMemory;
    private final Instant started;
    private final List<Database> databases;
    private final AtomicLong sessions = new AtomicLong();

    /**
     * An empty store that goes by the machine's clock, and takes what {@code --max-memory} says,
     * else half of the heap.
     */
    public Store() {
        this(InstantSource.system());
    }

    /** The same with another clock, by which its keys expire. */
    public Store(InstantSource clock) {
        this(clock, Long.getLong(MAX_MEMORY, Runtime.getRuntime().maxMemory() / 2));
    }

    /**
     * The same with another bound.
     *
     * @param maxMemory in bytes, for all keys and values together
     */
    public Store(InstantSource clock, long maxMemory) {
        this.clock = clock;
        this.maxMemory = maxMemory;
        started = clock.instant();
        databases = Stream.generate(() -> new Database(clock)).limit(DATABASES).toList();
    }

    /** A size as Redis takes it: {@code 1k} is 1000 bytes, {@code 1kb} 1024. */
    static long bytes(String size) {
        var parts = SIZE.matcher(size.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "--max-memory must be a size such as 64mb, not '" + size + "'");
        }
        var base = parts.group("binary").isEmpty() ? 1000L : 1024L;
        var unit =
                switch (parts.group("unit")) {
                    case "k" -> base;
                    case "m" -> base * base;
                    case "g" -> base * base * base;
                    default -> 1;
                };
        return Math.multiplyExact(Long.parseLong(parts.group("number")), unit);
    }

    /**
     * Runs one command while no other command runs.
     *
     * @throws CommandError when it may need memory, and there is none left
     */
    synchronized Reply atomically(Invocation invocation) {
        invocation.database().sweep();
        if (invocation.command().needsMemory() && usedMemory() + invocation.length() > maxMemory) {
            throw new CommandError(CommandError.OUT_OF_MEMORY);
        }
        return invocation.command().run(invocation);
    }

    Database database(int index) {
        return databases.get(index);
    }

    List<Database> databases() {
        return databases;
    }

    /** What all keys and values take, in bytes. */
    private long usedMemory() {
        long sum = 0;
        for (var database : databases) {
            sum += database.memory();
        }
        return sum;
    }

    Duration uptime() {
        return Duration.between(started, clock.instant());
    }

    /** The next connection's number: 1, 2, … */
    long nextSessionId() {
        return sessions.incrementAndGet();
    }
}
