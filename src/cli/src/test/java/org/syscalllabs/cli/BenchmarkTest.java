package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

/** The benchmark, against a server that writes its replies in small pieces. */
@Timeout(60)
class BenchmarkTest {
    @TempDir private Path home;
    private SmallKit lab;

    @BeforeEach
    void makeKit() throws IOException {
        lab = new SmallKit(home);
    }

    @Test
    void measures_every_size_of_key_and_value() throws IOException {
        assertThat(against(UnaryOperator.identity())).describedAs(lab.err()).isZero();
        assertThat(lab.out().lines().filter(line -> line.contains("µs"))).hasSize(9);
        assertThat(lab.out())
                .containsPattern(" 1 KB +10 KB +[0-9.]+ µs +[0-9.]+ µs")
                .containsPattern("10 KB +100 KB +[0-9.]+ µs +[0-9.]+ µs");
    }

    @Test
    void prints_json_too() throws IOException {
        assertThat(against(UnaryOperator.identity(), "--format", "json")).isZero();
        assertThat(lab.out())
                .contains("\"count\" : 3")
                .contains("\"keyBytes\" : 10240", "\"valueBytes\" : 102400", "\"getMicros\" : ");
    }

    @Test
    void a_value_that_comes_back_changed_is_refuted() throws IOException {
        var exit = against(bytes -> bytes.length > 50_000 ? changed(bytes, 40_000) : bytes);

        assertThat(exit).isEqualTo(1);
        assertThat(lab.err())
                .contains("GET of a 50 KB value under a 1 KB key")
                .contains("that differ from the 51200 that were SET, from byte 40000 on");
    }

    private static byte[] changed(byte[] bytes, int at) {
        bytes[at] = '!';
        return bytes;
    }

    /** Runs the benchmark against the kit's own store; each reply goes through {@code wire}. */
    private int against(UnaryOperator<byte[]> wire, String... options) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = Thread.ofVirtual().start(() -> serveOne(listener, wire));
            var port = Integer.toString(listener.getLocalPort());
            var args = new java.util.ArrayList<>(java.util.List.of("client", "--port", port));
            args.addAll(java.util.List.of("--benchmark", "--count", "3"));
            args.addAll(java.util.List.of(options));
            var exit = lab.run(args.toArray(String[]::new));
            server.interrupt();
            return exit;
        }
    }

    private static void serveOne(ServerSocket listener, UnaryOperator<byte[]> wire) {
        var session = new Session(new Store());
        var bytes = new byte[4096];
        try (var client = listener.accept()) {
            for (var n = client.getInputStream().read(bytes);
                    n >= 0;
                    n = client.getInputStream().read(bytes)) {
                session.receive(ByteBuffer.wrap(bytes, 0, n));
                for (var reply : session.replies()) {
                    var whole = new byte[reply.remaining()];
                    reply.get(whole);
                    var sent = wire.apply(whole);
                    for (var at = 0; at < sent.length; at += 9_000) {
                        client.getOutputStream().write(sent, at, Math.min(9_000, sent.length - at));
                    }
                }
            }
        } catch (IOException left) {
            return;
        }
    }
}
