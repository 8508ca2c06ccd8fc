package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Mangled requests")
class MangledRequestsTest {

    private static final String[] VALID = {
        "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$5\r\nAlice\r\n",
        "*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
        "*1\r\n$4\r\nPING\r\n",
        "SET \"a\\x41\" 'b c' EX 10\r\n",
        "*5\r\n$4\r\nMSET\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$0\r\n\r\n",
        "INCRBY a -9223372036854775808\n",
        "CLIENT SETNAME alice\r\nHELLO 2 AUTH a b\r\nCOMMAND INFO get\r\nCONFIG GET save\r\n",
    };

    private static final String[] SPLINTERS = {
        "\r\n",
        "\n",
        "\r",
        "*",
        "$",
        "-1",
        "0",
        "99999999",
        "536870912",
        "1048576",
        "\"",
        "'",
        "\\",
        "\0",
        "\u00ff",
        " "
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void never_throw_never_hang_never_take_more_memory_than_was_sent(int seed) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> mangle(seed));
    }

    private static void mangle(int seed) {
        var random = new Random(seed);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (var round = 0; round < 3000; round++) {
            var bytes = mangled(random);
            var pieceSeed = random.nextLong();

            var before = threads.getCurrentThreadAllocatedBytes();
            var whole = new Peer();
            var replies = whole.asks(bytes);
            var allocated = threads.getCurrentThreadAllocatedBytes() - before;

            var torn = new Peer();
            var tornReplies = torn.asksInPieces(bytes, new Random(pieceSeed), 5);

            var what = "seed %d, round %d: %s".formatted(seed, round, Invocation.text(bytes));
            assertThat(tornReplies).as(what).isEqualTo(replies);
            assertThat(torn.session.wantsClose()).as(what).isEqualTo(whole.session.wantsClose());
            assertThat(allocated).as(what).isLessThan(200_000 + 100L * bytes.length);
        }
    }

    private static byte[] mangled(Random random) {
        var stream = new ByteArrayOutputStream();
        for (var i = 1 + random.nextInt(6); i > 0; i--) {
            stream.writeBytes(Peer.latin1(VALID[random.nextInt(VALID.length)]));
        }
        var bytes = stream.toByteArray();
        for (var i = random.nextInt(6); i > 0; i--) {
            var at = random.nextInt(bytes.length);
            bytes =
                    switch (random.nextInt(4)) {
                        case 0 -> withByte(bytes, at, (byte) random.nextInt(256));
                        case 1 -> spliced(bytes, at, at + 1, new byte[0]);
                        case 2 -> spliced(bytes, at, at, splinter(random));
                        default ->
                                spliced(
                                        bytes,
                                        at,
                                        Math.min(bytes.length, at + random.nextInt(20)),
                                        splinter(random));
                    };
            if (bytes.length == 0) {
                return new byte[] {'\n'};
            }
        }
        return bytes;
    }

    private static byte[] splinter(Random random) {
        return Peer.latin1(SPLINTERS[random.nextInt(SPLINTERS.length)]);
    }

    private static byte[] withByte(byte[] bytes, int at, byte value) {
        var copy = bytes.clone();
        copy[at] = value;
        return copy;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        var result = new ByteArrayOutputStream();
        result.write(bytes, 0, from);
        result.writeBytes(between);
        result.writeBytes(Arrays.copyOfRange(bytes, to, bytes.length));
        return result.toByteArray();
    }
}
