package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A store that has all the memory it may have")
class FullStoreTest {

    private static final String OOM =
            "-OOM command not allowed when used memory > 'maxmemory'.\r\n";

    private final SetClock clock = new SetClock();
    private final Peer alice = new Peer(new Store(clock, 100_000));

    /** Fills it: how many keys of 1000 bytes it takes. */
    private int fill(String more) {
        for (var number = 0; number < 1000; number++) {
            var set = "SET key-%d %s%s\r\n".formatted(number, "x".repeat(1000), more);
            if (alice.asks(set).equals(OOM)) {
                return number;
            }
        }
        throw new AssertionError("it takes everything");
    }

    @Test
    void refuses_what_may_need_memory_as_redis_does_and_answers_all_else() {
        assertThat(fill("")).isBetween(80, 99);

        assertThat(alice.asks("MSET a " + "x".repeat(1000) + "\r\n")).isEqualTo(OOM);
        assertThat(alice.asks("GET key-1\r\n")).startsWith("$1000\r\nxxx");
        assertThat(alice.asks("PING\r\n")).isEqualTo("+PONG\r\n");
        assertThat(alice.asks("EXPIRE key-1 100\r\n")).isEqualTo(":1\r\n");
        assertThat(alice.session.wantsClose()).isFalse();
    }

    @Test
    void takes_again_what_was_deleted() {
        var keys = fill("");

        assertThat(alice.asks("DEL key-0\r\n")).isEqualTo(":1\r\n");
        assertThat(alice.asks("SET key-0 " + "y".repeat(1000) + "\r\n")).isEqualTo("+OK\r\n");
        assertThat(alice.asks("FLUSHALL\r\n")).isEqualTo("+OK\r\n");
        assertThat(fill("")).isEqualTo(keys);
    }

    @Test
    void takes_again_what_has_expired() {
        var keys = fill(" EX 10");

        clock.passes(Duration.ofSeconds(11));
        for (var number = 0; number < keys; number++) {
            alice.asks("PING\r\n"); // each command sweeps some
        }

        assertThat(fill("")).isEqualTo(keys);
    }

    @Test
    void counts_a_value_that_is_written_again_once() {
        for (var times = 0; times < 10_000; times++) {
            assertThat(alice.asks("SET key " + "x".repeat(1000) + "\r\n")).isEqualTo("+OK\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1000000, 1000000",
        "1k, 1000",
        "1kb, 1024",
        "64mb, 67108864",
        "2M, 2000000",
        "1GB, 1073741824"
    })
    void is_bounded_by_a_size_as_redis_takes_it(String size, long bytes) {
        assertThat(Store.bytes(size)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mb", "-1", "1tb", "1.5gb", "64 mb"})
    void what_is_no_size_is_refused(String size) {
        assertThatThrownBy(() -> Store.bytes(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--max-memory must be a size such as 64mb, not '");
    }
}
