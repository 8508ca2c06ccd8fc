package org.syscalllabs.cli.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.SmallKit;
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
        assertThat(againstStore(UnaryOperator.identity())).describedAs(lab.err()).isZero();
        assertThat(lab.out().lines().filter(line -> line.contains("µs"))).hasSize(9);
        assertThat(lab.out())
                .containsPattern(" 1 KB +10 KB +[0-9.]+ µs +[0-9.]+ µs")
                .containsPattern("10 KB +100 KB +[0-9.]+ µs +[0-9.]+ µs");
    }

    @Test
    void prints_json_too() throws IOException {
        assertThat(againstStore(UnaryOperator.identity(), "--format", "json")).isZero();
        assertThat(lab.out())
                .contains("\"count\" : 3")
                .contains("\"keyBytes\" : 10240", "\"valueBytes\" : 102400", "\"getMicros\" : ");
    }

    @Test
    void a_value_that_comes_back_changed_is_refuted() throws IOException {
        var exit = againstStore(bytes -> bytes.length > 50_000 ? changed(bytes, 40_000) : bytes);

        assertThat(exit).isEqualTo(1);
        assertThat(lab.err())
                .contains("GET of a 50 KB value under a 1 KB key")
                .contains("that differ from the 51200 that were SET, from byte 40000 on");
    }

    @Test
    void a_server_of_plain_lines_is_measured_too() throws IOException {
        assertThat(against(BenchmarkTest::serveLines)).describedAs(lab.err()).isZero();
    }

    private static byte[] changed(byte[] bytes, int at) {
        bytes[at] = '!';
        return bytes;
    }

    /** Runs the benchmark against the kit's own store; each reply goes through {@code wire}. */
    private int againstStore(UnaryOperator<byte[]> wire, String... options) throws IOException {
        return against(client -> serveStore(client, wire), options);
    }

    private int against(Service service, String... options) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = Thread.ofVirtual().start(() -> serveOne(listener, service));
            var port = Integer.toString(listener.getLocalPort());
            var args = new ArrayList<>(List.of("client", "--port", port));
            args.addAll(List.of("--benchmark", "--count", "3"));
            args.addAll(List.of(options));
            var exit = lab.run(args.toArray(String[]::new));
            server.interrupt();
            return exit;
        }
    }

    /** How a client is served. */
    private interface Service {
        void serve(Socket client) throws IOException;
    }

    private static void serveOne(ServerSocket listener, Service service) {
        try (var client = listener.accept()) {
            service.serve(client);
        } catch (IOException left) {
            return;
        }
    }

    private static void serveStore(Socket client, UnaryOperator<byte[]> wire) throws IOException {
        var session = new Session(new Store());
        var bytes = new byte[4096];
        var in = client.getInputStream();
        for (var n = in.read(bytes); n >= 0; n = in.read(bytes)) {
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
    }

    private static void serveLines(Socket client) throws IOException {
        var values = new HashMap<String, String>();
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var words = List.of(line.split(" "));
            var reply =
                    switch (words.getFirst()) {
                        case "SET" -> {
                            values.put(words.get(1), words.get(2));
                            yield "OK";
                        }
                        case "GET" -> values.getOrDefault(words.get(1), "(nil)");
                        default -> "ERR unknown command";
                    };
            client.getOutputStream().write((reply + "\n").getBytes(US_ASCII));
        }
    }
}
