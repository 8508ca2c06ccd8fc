package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

@DisplayName("An unchanged client works:")
@Timeout(120)
class ClientsTest {

    private BlockingServer server;
    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new BlockingServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void jedis() {
        var big = new byte[3_000_000];
        new Random(3).nextBytes(big);
        try (var alice = new Jedis("127.0.0.1", server.port())) {
            assertThat(alice.ping()).isEqualTo("PONG");
            assertThat(alice.clientSetname("alice")).isEqualTo("OK");
            assertThat(alice.clientGetname()).isEqualTo("alice");
            assertThat(alice.set("name", "Alice", new SetParams().ex(100).nx())).isEqualTo("OK");
            assertThat(alice.set("name", "Bob", new SetParams().nx())).isNull();
            assertThat(alice.ttl("name")).isBetween(90L, 100L);
            assertThat(alice.mset("a", "1", "b", "2")).isEqualTo("OK");
            assertThat(alice.mget("a", "none", "b")).containsExactly("1", null, "2");
            assertThat(alice.incrBy("a", 41)).isEqualTo(42);
            assertThat(alice.type("a")).isEqualTo("string");
            assertThat(alice.del("a", "none")).isEqualTo(1);
            assertThat(alice.set("big".getBytes(StandardCharsets.UTF_8), big)).isEqualTo("OK");
            assertThat(alice.get("big".getBytes(StandardCharsets.UTF_8))).isEqualTo(big);
            assertThatThrownBy(() -> alice.incr("name"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessage("ERR value is not an integer or out of range");
            var pipeline = alice.pipelined();
            var numbers = new ArrayList<redis.clients.jedis.Response<Long>>();
            for (var i = 0; i < 1000; i++) {
                numbers.add(pipeline.incr("n"));
            }
            pipeline.sync();
            assertThat(numbers.getLast().get()).isEqualTo(1000);
            assertThat(alice.dbSize()).isEqualTo(4);
            assertThat(alice.select(1)).isEqualTo("OK");
            assertThat(alice.dbSize()).isZero();
            assertThat(alice.flushAll()).isEqualTo("OK");
            assertThat(alice.info()).contains("redis_version:7.0.15\r\n");
        }
    }

    @Test
    void lettuce() {
        var uri = RedisURI.builder().withHost("127.0.0.1").withPort(server.port()).build();
        uri.setClientName("alice");
        uri.setTimeout(Duration.ofSeconds(30));
        var big = new byte[3_000_000];
        new Random(4).nextBytes(big);
        var client = RedisClient.create(uri);
        try {
            try (var connection = client.connect()) {
                var alice = connection.sync();
                assertThat(alice.ping()).isEqualTo("PONG");
                assertThat(alice.clientGetname()).isEqualTo("alice");
                assertThat(alice.set("name", "Alice", SetArgs.Builder.px(100_000))).isEqualTo("OK");
                assertThat(alice.pttl("name")).isBetween(60_000L, 100_000L);
                assertThat(alice.mget("name", "none"))
                        .containsExactly(KeyValue.just("name", "Alice"), KeyValue.empty("none"));
                assertThat(alice.incr("n")).isEqualTo(1);
                assertThat(alice.exists("n", "n", "none")).isEqualTo(2);
                assertThat(alice.commandCount()).isEqualTo(CommandTable.ROWS.size());
                assertThat(alice.command()).hasSize(CommandTable.ROWS.size());
                assertThat(alice.configGet("save")).containsEntry("save", "");
            }
            try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
                connection.sync().set(new byte[] {0, -1}, big);
                assertThat(connection.sync().get(new byte[] {0, -1})).isEqualTo(big);
            }
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
        }
    }

    static boolean hasRedisTools() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Path.of(folder, "redis-benchmark").toFile().canExecute());
    }

    @Test
    @EnabledIf(value = "hasRedisTools", disabledReason = "redis-cli is not installed (redis-tools)")
    void redis_cli() throws Exception {
        var input = "SET name \"Alice Liddell\"\nGET name\nGET none\nINCR n\nNOPE\nhelp get\n";
        assertThat(run(input, "redis-cli", "--no-raw", "-p", Integer.toString(server.port())))
                .startsWith(
                        """
                        OK
                        "Alice Liddell"
                        (nil)
                        (integer) 1
                        (error) ERR unknown command 'NOPE', with args beginning with:\s
                        """)
                .contains("Get the value of a key");
    }

    @Test
    @EnabledIf(value = "hasRedisTools", disabledReason = "redis-benchmark is not installed")
    void redis_benchmark() throws Exception {
        var port = Integer.toString(server.port());
        var tests = "ping,set,get,incr,mset";
        var command = List.of("redis-benchmark", "-p", port, "-t", tests, "-c", "1", "--csv");
        var plain = new ArrayList<>(command);
        plain.addAll(List.of("-n", "2000"));
        assertThat(run("", plain.toArray(String[]::new)).lines()).hasSize(7);
        var pipelined = new ArrayList<>(command);
        pipelined.addAll(List.of("-n", "20000", "-P", "16"));
        assertThat(run("", pipelined.toArray(String[]::new)).lines()).hasSize(7);
    }

    /** What the command prints, after it ended well. */
    private String run(String input, String... command) throws Exception {
        var in = Files.writeString(folder.resolve("in"), input);
        var out = folder.resolve("out").toFile();
        var process =
                new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out)
                        .start();
        var ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        var printed = Files.readString(out.toPath());
        assertThat(ended).as("%s ends within 60 s: %s", command[0], printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
