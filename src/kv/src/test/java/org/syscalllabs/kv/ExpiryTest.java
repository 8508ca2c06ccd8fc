package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A key with a time to live")
class ExpiryTest {

    private final SetClock clock = new SetClock();
    private final Store store = new Store(clock);
    private final Peer alice = new Peer(store);

    @Test
    void is_there_until_its_last_millisecond() {
        alice.asks("SET name Alice PX 1000\r\n");

        clock.passes(Duration.ofMillis(999));
        assertThat(alice.asks("GET name\r\nPTTL name\r\n")).isEqualTo("$5\r\nAlice\r\n:1\r\n");

        clock.passes(Duration.ofMillis(1));
        assertThat(alice.asks("GET name\r\nPTTL name\r\n")).isEqualTo("$-1\r\n:-2\r\n");
    }

    @Test
    void is_nothing_to_any_command_after_that() {
        alice.asks("MSET a 5 b 5 c 5 d 5 e 5\r\n");
        // More keys than one sweep drops, all of them due before a to e.
        for (var i = 0; i < 500; i++) {
            alice.asks("SET early" + i + " x PX 1\r\n");
        }
        alice.asks("EXPIRE a 1\r\nEXPIRE b 1\r\nEXPIRE c 1\r\nEXPIRE d 1\r\nEXPIRE e 1\r\n");
        clock.passes(Duration.ofSeconds(2));

        assertThat(alice.asks("DEL a\r\nEXISTS b\r\nPERSIST c\r\nINCR d\r\nSET e new XX\r\n"))
                .isEqualTo(":0\r\n:0\r\n:0\r\n:1\r\n$-1\r\n");
        assertThat(alice.asks("TTL d\r\n")).isEqualTo(":-1\r\n");
    }

    @Test
    void keeps_it_through_INCR_and_KEEPTTL_and_loses_it_by_SET_and_MSET() {
        alice.asks("SET n 1 EX 100\r\n");
        assertThat(alice.asks("INCR n\r\nTTL n\r\n")).isEqualTo(":2\r\n:100\r\n");
        assertThat(alice.asks("SET n 5 KEEPTTL\r\nTTL n\r\n")).isEqualTo("+OK\r\n:100\r\n");
        assertThat(alice.asks("SET n 5\r\nTTL n\r\n")).isEqualTo("+OK\r\n:-1\r\n");
        assertThat(alice.asks("EXPIRE n 100\r\nMSET n 6\r\nTTL n\r\n"))
                .isEqualTo(":1\r\n+OK\r\n:-1\r\n");
        assertThat(alice.asks("SET m 5 KEEPTTL\r\nTTL m\r\n")).isEqualTo("+OK\r\n:-1\r\n");
    }

    @Test
    void outlives_its_old_deadline_when_it_gets_a_new_one() {
        alice.asks("SET a 1 EX 10\r\nSET a 2 EX 100\r\nSET b 1 EX 10\r\nPERSIST b\r\n");
        clock.passes(Duration.ofSeconds(50));

        assertThat(alice.asks("MGET a b\r\nDBSIZE\r\n"))
                .isEqualTo("*2\r\n$1\r\n2\r\n$1\r\n1\r\n:2\r\n");
    }

    @Test
    void expires_at_the_time_of_day_that_EXAT_and_PXAT_name() {
        var now = clock.instant().getEpochSecond();
        alice.asks("SET a 1 EXAT " + (now + 10) + "\r\n");
        alice.asks("SET b 1 PXAT " + (1000 * now + 500) + "\r\n");
        assertThat(alice.asks("PTTL a\r\nPTTL b\r\n")).isEqualTo(":10000\r\n:500\r\n");
    }

    @Test
    void is_dropped_unasked_a_few_at_every_command_so_that_memory_comes_back() {
        for (var i = 0; i < 1000; i++) {
            alice.asks("SET key%d x PX %d\r\n".formatted(i, 1 + i % 7));
        }
        clock.passes(Duration.ofSeconds(1));

        var database = store.database(0);
        assertThat(database.size()).isEqualTo(1000);
        alice.asks("PING\r\n");
        assertThat(database.size()).isEqualTo(980);
        alice.asks("PING\r\n".repeat(49));
        assertThat(database.size()).isZero();
        assertThat(database.expiring()).isZero();
    }

    @Test
    void is_deleted_at_once_when_the_time_is_over_already() {
        alice.asks("MSET a 1 b 1\r\n");
        assertThat(alice.asks("EXPIRE a -1\r\nPEXPIRE b 0\r\nDBSIZE\r\n"))
                .isEqualTo(":1\r\n:1\r\n:0\r\n");
    }

    @Test
    void is_rounded_to_the_nearest_second_by_TTL() {
        alice.asks("SET a 1 PX 1499\r\nSET b 1 PX 1500\r\n");
        assertThat(alice.asks("TTL a\r\nTTL b\r\n")).isEqualTo(":1\r\n:2\r\n");
    }
}
