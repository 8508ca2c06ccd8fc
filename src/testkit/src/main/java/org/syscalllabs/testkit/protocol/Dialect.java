package org.syscalllabs.testkit.protocol;

import java.util.Locale;

/**
 * How a request is written. Redis itself understands both; a small server mostly one.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
public enum Dialect {
    /** {@code SET name Alice\r\n}: an inline command, as one types it into netcat. */
    LINES("plain lines"),

    /** {@code *3\r\n$3\r\nSET\r\n$4\r\nname\r\n$5\r\nAlice\r\n}: as redis-cli sends it. */
    ARRAYS("RESP arrays");

    private final String shown;

    Dialect(String shown) {
        this.shown = shown;
    }

    /** {@code lines} or {@code arrays}: in the names of files, and for programs that read. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code plain lines} or {@code RESP arrays}. */
    public String shown() {
        return shown;
    }
}
