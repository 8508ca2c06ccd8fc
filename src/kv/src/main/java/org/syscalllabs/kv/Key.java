package org.syscalllabs.kv;

import java.util.Arrays;

/**
 * A key: any bytes, equal by content.
 *
 * <p>It is comparable so that a {@link java.util.HashMap} stays fast even when a hostile client
 * picks keys of equal hash.
 */
final class Key implements Comparable<Key> {

    private final byte[] bytes;
    private final int hash;

    Key(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** In bytes. */
    int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }
}
