package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The protocol's limits")
class LimitsTest {

    @Test
    void a_line_has_at_most_64_KB() {
        assertRefused("x".repeat(65_537), "too big inline request");
        assertRefused("*" + "1".repeat(65_537), "too big mbulk count string");
        assertRefused("*1\r\n$" + "1".repeat(65_537), "too big bulk count string");
        assertThat(new Peer().asks("PING " + "x".repeat(65_530) + "\r\n"))
                .isEqualTo("$65530\r\n" + "x".repeat(65_530) + "\r\n");
    }

    @Test
    void a_request_has_at_most_1048576_arguments() {
        assertRefused("*1048577\r\n", "invalid multibulk length");
        assertRefused("*9223372036854775808\r\n", "invalid multibulk length");

        var alice = new Peer();
        alice.asks("*1048576\r\n$6\r\nEXISTS\r\n");
        assertThat(alice.asks("$1\r\na\r\n".repeat(1_048_575))).isEqualTo(":0\r\n");
    }

    @Test
    void an_argument_has_at_most_512_MB() {
        assertRefused("*1\r\n$536870913\r\n", "invalid bulk length");
        assertRefused("*1\r\n$-1\r\n", "invalid bulk length");
        assertThat(new Peer().asks("*1\r\n$536870912\r\n")).isEmpty();
    }

    @Test
    void hold_in_whatever_pieces_the_bytes_come() {
        var tooLong = Peer.latin1("y".repeat(65_537));
        for (var longest : new int[] {1, 7, 1000, 65_537}) {
            assertThat(new Peer().asksInPieces(tooLong, new Random(longest), longest))
                    .isEqualTo("-ERR Protocol error: too big inline request\r\n");
        }
    }

    private static void assertRefused(String bytes, String why) {
        var mallory = new Peer();
        assertThat(mallory.asks(bytes)).isEqualTo("-ERR Protocol error: " + why + "\r\n");
        assertThat(mallory.session.wantsClose()).isTrue();
    }
}
