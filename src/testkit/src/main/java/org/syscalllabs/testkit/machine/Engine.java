package org.syscalllabs.testkit.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.failure.Obstacles;

/**
 * The container engine: asked once, before anything else is tried with it, so that a missing one is
 * told in seconds and not after many minutes of other programs' time-outs.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/">the engine's API: /_ping</a>
 */
public final class Engine {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What stands in the way of any container; empty when an engine answers. */
    private static final Optional<Problem> PROBLEM = problem(System.getenv());

    private Engine() {}

    /** What to say when no engine answers; empty when one does. */
    public static Optional<Problem> problem() {
        return PROBLEM;
    }

    /** Whether a container test that can't run is a failure: LAB_CONTAINERS=required says so. */
    public static boolean isRequired() {
        return isRequired(System.getenv());
    }

    private static boolean isRequired(Map<String, String> environment) {
        return "required".equals(environment.get("LAB_CONTAINERS"));
    }

    static Optional<Problem> problem(Map<String, String> environment) {
        var where = whereToAsk(environment);
        return where.stream().anyMatch(Engine::answers)
                ? Optional.empty()
                : Optional.of(
                        Obstacles.noEngine(String.join(", ", where), isRequired(environment)));
    }

    /** The addresses at which an engine may listen. */
    private static List<String> whereToAsk(Map<String, String> environment) {
        var told = environment.get("DOCKER_HOST");
        if (told != null && !told.isBlank()) {
            return List.of(told);
        }
        // The second is that of an engine that an ordinary user has started.
        var own = environment.get("XDG_RUNTIME_DIR");
        return Stream.of("unix:///var/run/docker.sock", own == null ? null : unix(own))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String unix(String folder) {
        return "unix://" + folder + "/docker.sock";
    }

    private static boolean answers(String where) {
        try {
            var uri = URI.create(where);
            return switch (Objects.requireNonNullElse(uri.getScheme(), "")) {
                case "unix" -> {
                    var socket = Path.of(uri.getPath());
                    yield Files.exists(socket) && answers(UnixDomainSocketAddress.of(socket));
                }
                case "tcp", "http" ->
                        answers(new InetSocketAddress(uri.getHost(), Math.max(uri.getPort(), 1)));
                // Behind TLS or ssh: only its own client can ask it.
                default -> true;
            };
        } catch (IOException | IllegalArgumentException silent) {
            return false;
        }
    }

    /** Asks as curl would: GET /_ping; whatever engine there is says HTTP. */
    private static boolean answers(SocketAddress address) throws IOException {
        var deadline = Deadline.in(PATIENCE);
        try (var channel =
                address instanceof UnixDomainSocketAddress unix
                        ? SocketChannel.open(unix)
                        : SocketChannel.open()) {
            channel.configureBlocking(false);
            if (!channel.isConnected()) {
                channel.connect(address);
                while (!channel.finishConnect()) {
                    if (!deadline.pause()) {
                        return false;
                    }
                }
            }
            var question = "GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n";
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(4);
            do {
                if (channel.read(answer) < 0) {
                    return false;
                }
            } while (answer.hasRemaining() && deadline.pause());
            return !answer.hasRemaining();
        }
    }
}
