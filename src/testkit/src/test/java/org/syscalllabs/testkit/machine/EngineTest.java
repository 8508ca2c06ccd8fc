package org.syscalllabs.testkit.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.proc.Problem;

/** Whether an engine answers is known in seconds, and what to do about it is said. */
class EngineTest {

    @TempDir private Path folder = Path.of("");

    @Test
    @DisplayName("no engine: where it was looked for, and how to start one")
    void noEngine() {
        assertThat(problem(folder.resolve("none.sock")))
                .isEqualTo(
                        """
                        no container engine answers at unix://%s
                          start yours: sudo systemctl start docker
                          or let root start one for one run: scripts/dev/with-docker make test
                          to make this a failure: LAB_CONTAINERS=required\
                        """
                                .formatted(folder.resolve("none.sock")));
    }

    @Test
    @Timeout(20)
    @DisplayName("an engine that takes the question and never answers is no engine")
    void silentEngine() throws IOException {
        var socket = folder.resolve("silent.sock");
        try (var listener = listener(socket)) {
            assertThat(listener.isOpen()).isTrue();
            assertThat(problem(socket)).startsWith("no container engine answers");
        }
    }

    @Test
    @DisplayName("an engine that answers is one")
    void answers() throws Exception {
        var socket = folder.resolve("docker.sock");
        try (var listener = listener(socket)) {
            var engine = Thread.ofVirtual().start(() -> answer(listener));
            assertThat(problem(socket)).isEmpty();
            assertThat(engine.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    @DisplayName("without $DOCKER_HOST the usual sockets are asked, an ordinary user's too")
    void usualPlaces() {
        var problem = Engine.problem(Map.of("XDG_RUNTIME_DIR", folder.toString()));
        problem.ifPresent(none ->
                assertThat(none.what())
                        .isEqualTo(
                                "no container engine answers at"
                                        + " unix:///var/run/docker.sock, unix://"
                                        + folder
                                        + "/docker.sock"));
    }

    private static String problem(Path socket) {
        return Engine.problem(Map.of("DOCKER_HOST", "unix://" + socket))
                .map(Problem::getMessage)
                .orElse("");
    }

    private static ServerSocketChannel listener(Path socket) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket));
    }

    private static void answer(ServerSocketChannel listener) {
        try (var client = listener.accept()) {
            client.read(ByteBuffer.allocate(1024));
            client.write(
                    ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nOK".getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
