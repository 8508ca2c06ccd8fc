package org.syscalllabs.kv;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What all connections of one server share: the databases, and a clock that tells when keys expire.
 *
 * <p>Thread-safe: one command runs at a time, whatever the number of threads, so every command is
 * atomic. It takes memory only; the JVM's heap is its limit.
 */
public final class Store {

    /** As many as Redis has unless told otherwise. */
    static final int DATABASES = 16;

    private final InstantSource clock;
    private final Instant started;
    private final List<Database> databases;
    private final AtomicLong sessions = new AtomicLong();

    /** An empty store that goes by the machine's clock. */
    public Store() {
        this(InstantSource.system());
    }

    /** An empty store whose keys expire by this clock. */
    public Store(InstantSource clock) {
        this.clock = clock;
        started = clock.instant();
        databases = Stream.generate(() -> new Database(clock)).limit(DATABASES).toList();
    }

    /** Runs one command while no other command runs. */
    synchronized Reply atomically(Invocation invocation) {
        invocation.database().sweep();
        return invocation.command().run(invocation);
    }

    Database database(int index) {
        return databases.get(index);
    }

    List<Database> databases() {
        return databases;
    }

    Duration uptime() {
        return Duration.between(started, clock.instant());
    }

    /** The next connection's number: 1, 2, … */
    long nextSessionId() {
        return sessions.incrementAndGet();
    }
}
