package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same requests go to redis-server and to a session; the replies must be the same bytes. Where
 * they are meant to differ, {@link DifferencesFromRedisTest} says so, and {@link RandomRequest}
 * makes no such request.
 */
@DisplayName("Next to the redis-server that is installed here")
@EnabledIf(
        value = "org.syscalllabs.kv.RedisServer#isInstalled",
        disabledReason = "redis-server is not installed; the recorded replies are checked anyway")
@Timeout(120)
class AgainstRedisTest {

    private static final List<String> PARTICLES =
            List.of(
                    "a",
                    "$",
                    "$1",
                    "*",
                    "*1",
                    "-",
                    "0",
                    "5",
                    "\r\n",
                    "\n",
                    " ",
                    "\t",
                    "\f",
                    "\"",
                    "\"",
                    "'",
                    "'",
                    "\\",
                    "x41",
                    "\\x4",
                    "\\n",
                    "\u00ff",
                    "$3\r\nabc\r\n");

    private static RedisServer redis;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        redis = new RedisServer(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    @DisplayName("the recorded replies are still true")
    void recordedRepliesAreTrue() throws IOException {
        for (var recorded : RecordedConversation.all()) {
            try (var alice = redis.connect()) {
                alice.asks(Peer.latin1("FLUSHALL\r\n"));
                for (var turn : recorded.turns()) {
                    var replies = alice.asks(Peer.latin1(turn.request()));
                    var end = alice.isClosedByServer() ? "closes" : "";
                    assertThat(replies + end)
                            .as("%s: %s", recorded.title(), turn.request())
                            .isEqualTo(turn.replies().toString());
                }
            }
        }
    }

    @ParameterizedTest(name = "a session replies the same bytes to random requests, seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void repliesTheSame(long seed) throws IOException {
        var random = new Random(seed);
        var requests = new RandomRequest(random);
        var mine = new Peer();
        try (var theirs = redis.connect()) {
            theirs.asks(Peer.latin1("FLUSHALL\r\n"));
            for (var round = 0; round < 1000; round++) {
                var bytes = new ByteArrayOutputStream();
                for (var i = 1 + random.nextInt(3); i > 0; i--) {
                    bytes.writeBytes(requests.next());
                }
                var request = bytes.toByteArray();
                assertThat(mine.asksInPieces(request, random, 40))
                        .as("seed %d, round %d: %s", seed, round, Invocation.text(request))
                        .isEqualTo(theirs.asks(request));
            }
        }
    }

    @ParameterizedTest(name = "a session reads random lines and lengths alike, seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void readsTheSame(long seed) throws IOException {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++) {
            var request =
                    new StringBuilder(random.nextBoolean() ? "ECHO " : "*2\r\n$4\r\nECHO\r\n");
            for (var i = random.nextInt(12); i > 0; i--) {
                request.append(PARTICLES.get(random.nextInt(PARTICLES.size())));
            }
            // Ends whatever is open, so that redis-server has no reason to wait for more.
            request.append("\r\n".repeat(10));
            var bytes = Peer.latin1(request.toString());
            var mine = new Peer();
            try (var theirs = redis.connect()) {
                assertThat(mine.asksInPieces(bytes, random, 9))
                        .as("seed %d, round %d: %s", seed, round, request)
                        .isEqualTo(theirs.asks(bytes));
                assertThat(mine.session.wantsClose()).isEqualTo(theirs.isClosedByServer());
            }
        }
    }

    @Test
    @DisplayName("COMMAND INFO tells the same of every command in its first six fields")
    void commandsAreDescribedAlike() throws IOException {
        try (var theirs = redis.connect()) {
            for (var command : CommandTable.ROWS) {
                var request = "COMMAND INFO " + command.name() + "\r\n";
                var full = theirs.asks(Peer.latin1(request));
                var mine = new Peer().asks(request);
                // "*1 *6 fields" here, "*1 *10 fields and more" there
                assertThat(mine).startsWith("*1\r\n*6\r\n");
                assertThat(full)
                        .startsWith("*1\r\n*10\r\n" + mine.substring("*1\r\n*6\r\n".length()));
            }
        }
    }
}
