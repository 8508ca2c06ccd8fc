package org.syscalllabs.kv;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys, their values, and when they expire: what {@code SELECT} chooses.
 *
 * <p>An expired key is never seen again: it is dropped when a client asks for it, or by the sweep
 * that goes before every command. Not thread-safe: {@link Store} lets one command in at a time.
 */
final class Database {

    /** "Never", as a time of expiry: no command can ask for this one. */
    static final long NEVER = -1;

    /** The sweep drops at most so many keys a command, so that no command pays for a million. */
    private static final int SWEEP = 20;

    /**
     * @param value never written to again: replies share it
     * @param expiresAt milliseconds since the epoch, or {@link #NEVER}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(byte[] value, long expiresAt) {}

    private record Deadline(long at, Key key) implements Comparable<Deadline> {
        @Override
        public int compareTo(Deadline other) {
            var byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    /** What the heap needs for an entry besides its bytes, in bytes: some ten objects' headers. */
    private static final int OVERHEAD = 128;

    private final InstantSource clock;
    private long memory;
    private final Map<Key, Entry> entries = new HashMap<>();
    private final TreeSet<Deadline> deadlines = new TreeSet<>();

    Database(InstantSource clock) {
        this.clock = clock;
    }

    /** Milliseconds since the epoch. */
    long now() {
        return clock.millis();
    }

    @Nullable Entry entry(Key key) {
        var entry = entries.get(key);
        if (entry == null || entry.expiresAt == NEVER || entry.expiresAt > now()) {
            return entry;
        }
        remove(key);
        return null;
    }

    void put(Key key, byte[] value, long expiresAt) {
        var old = entries.put(key, new Entry(value, expiresAt));
        memory += size(key, value) - (old == null ? 0 : size(key, old.value));
        if (old != null && old.expiresAt != NEVER) {
            deadlines.remove(new Deadline(old.expiresAt, key));
        }
        if (expiresAt != NEVER) {
            deadlines.add(new Deadline(expiresAt, key));
        }
    }

    /** Whether the key was there. */
    boolean remove(Key key) {
        var old = entries.remove(key);
        if (old == null) {
            return false;
        }
        memory -= size(key, old.value);
        if (old.expiresAt == NEVER) {
            return true;
        }
        deadlines.remove(new Deadline(old.expiresAt, key));
        return old.expiresAt > now();
    }

    void clear() {
        entries.clear();
        deadlines.clear();
        memory = 0;
    }

    /** As in Redis, an expired key counts until it is dropped. */
    int size() {
        return entries.size();
    }

    /** How many keys have a time to live. */
    int expiring() {
        return deadlines.size();
    }

    /** What its keys and values take, in bytes. */
    long memory() {
        return memory;
    }

    private static long size(Key key, byte[] value) {
        return (long) key.length() + value.length + OVERHEAD;
    }

    void sweep() {
        for (var dropped = 0; dropped < SWEEP && !deadlines.isEmpty(); dropped++) {
            var next = deadlines.first();
            if (next.at > now()) {
                return;
            }
            remove(next.key);
        }
    }
}
