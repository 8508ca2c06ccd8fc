package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every difference from redis-server 7.0.15 that is meant, with its reason. */
@DisplayName("Unlike redis-server 7.0.15, a session")
class DifferencesFromRedisTest {

    private final Peer alice = new Peer();

    @Test
    @DisplayName("knows 28 commands: those that the labs and their clients need")
    void fewCommands() {
        assertThat(alice.asks("COMMAND COUNT\r\nAPPEND a b\r\n"))
                .isEqualTo(
                        ":28\r\n-ERR unknown command 'APPEND', with args beginning with: 'a' 'b' \r\n");
    }

    @Test
    @DisplayName("refuses HELLO 3: replies are RESP2 only, and every client falls back to it")
    void noResp3() {
        assertThat(alice.asks("HELLO 3\r\n"))
                .isEqualTo("-NOPROTO unsupported protocol version\r\n");
    }

    @Test
    @DisplayName("takes no NX, XX, GT, LT after EXPIRE: clients do without")
    void noExpireOptions() {
        alice.asks("SET a 1\r\n");
        assertThat(alice.asks("EXPIRE a 10 NX\r\n")).isEqualTo("-ERR Unsupported option NX\r\n");
    }

    @Test
    @DisplayName("refuses more than 1,048,576 arguments at once: so did Redis before 7.0")
    void fewerArguments() {
        assertThat(alice.asks("*1048577\r\n"))
                .isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
    }

    @Test
    @DisplayName("says OK to CLIENT SETINFO, as Redis 7.2 does: today's Jedis and Lettuce send it")
    void setInfo() {
        assertThat(alice.asks("CLIENT SETINFO LIB-NAME jedis\r\n")).isEqualTo("+OK\r\n");
    }

    @Test
    @DisplayName("has four parameters to CONFIG GET, by name or *, and none to set")
    void fewParameters() {
        assertThat(alice.asks("CONFIG GET *\r\n")).startsWith("*8\r\n");
        assertThat(alice.asks("CONFIG SET save 1\r\n"))
                .isEqualTo("-ERR unknown subcommand 'SET'. Try CONFIG HELP.\r\n");
    }

    @Test
    @DisplayName("never counts a key in DBSIZE that expired, unless more than 20 did at once")
    void sweepsBeforeEveryCommand() {
        var clock = new SetClock();
        var bob = new Peer(new Store(clock));
        bob.asks("SET a 1 PX 1\r\n");
        clock.passes(Duration.ofMillis(1));
        assertThat(bob.asks("DBSIZE\r\n")).isEqualTo(":0\r\n");
    }

    @Test
    @DisplayName("takes a zero byte in a length for a wrong length, where Redis waits for ever")
    void zeroInALength() {
        assertThat(alice.asks("*1\0\r\n"))
                .isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
    }

    @Test
    @DisplayName("ends a line's words at a zero byte, where Redis waits for ever")
    void zeroInALine() {
        assertThat(alice.asks("PING\0 hello\r\n")).isEqualTo("+PONG\r\n");
    }
}
