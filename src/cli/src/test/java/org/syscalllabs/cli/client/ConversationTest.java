package org.syscalllabs.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.testkit.protocol.Request;

/** The language that a server speaks is found out, and a client that waits is told why. */
@Timeout(60)
class ConversationTest {
    private static final Path SERVER = Path.of("src/test/servers/speaks.py").toAbsolutePath();
    private static final Manner PATIENT =
            new Manner(Optional.empty(), Optional.of(Duration.ofSeconds(20)), false);
    private static final String ARRAYS = "this server speaks RESP arrays\n";

    private final StringWriter said = new StringWriter();
    private @Nullable Process server;
    private int port;

    private Conversation with(String kind, Manner manner) throws IOException {
        var started =
                new ProcessBuilder("python3", SERVER.toString(), kind)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        server = started;
        try (var output = started.inputReader(UTF_8)) {
            port = Integer.parseInt(output.readLine());
        }
        return talk(manner);
    }

    private Conversation talk(Manner manner) throws IOException {
        return Conversation.open("127.0.0.1", port, manner, new PrintWriter(said, true));
    }

    @AfterEach
    void endServer() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    private static String ask(Conversation talk, String request) throws IOException {
        return talk.ask(Request.parse(request), request).shown();
    }

    private static void assertKeepsAName(Conversation talk) throws IOException {
        assertThat(ask(talk, "SET name Alice")).isEqualTo("OK");
        assertThat(ask(talk, "GET name")).isEqualTo("Alice");
        assertThat(ask(talk, "GET age")).isEqualTo("(nil)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "arrays-error", "arrays-close"})
    void a_server_of_arrays_is_spoken_to_in_arrays_from_then_on(String kind) throws IOException {
        try (var talk = with(kind, PATIENT)) {
            assertKeepsAName(talk);
        }
        assertThat(said).hasToString(ARRAYS);
    }

    @Test
    void a_server_of_lines_is_spoken_to_in_lines_without_a_word() throws IOException {
        try (var talk = with("lines", PATIENT)) {
            assertKeepsAName(talk);
        }
        assertThat(said).asString().isEmpty();
    }

    @Test
    void a_slow_server_of_lines_is_not_taken_for_one_of_arrays() throws IOException {
        try (var talk = with("lines-slow", PATIENT)) {
            assertKeepsAName(talk);
        }
        assertThat(said).asString().isEmpty();
    }

    @Test
    void an_error_of_a_server_that_names_the_command_decides_for_lines() throws IOException {
        try (var talk = with("lines", PATIENT)) {
            assertThat(ask(talk, "FLY away")).isEqualTo("(error) ERR unknown command 'FLY'");
            assertKeepsAName(talk);
        }
        assertThat(said).asString().isEmpty();
    }

    @Test
    void a_server_that_understands_neither_keeps_its_own_words() throws IOException {
        try (var talk = with("lines-of-words", PATIENT)) {
            assertThat(ask(talk, "GET name")).isEqualTo("ERROR what is that");
            assertThat(ask(talk, "GET name")).isEqualTo("ERROR what is that");
        }
        assertThat(said).asString().isEmpty();
    }

    /** The kernel closes a process's descriptors one by one: the listener may be the last. */
    @ParameterizedTest
    @ValueSource(strings = {"arrays-crash", "arrays-crash-late"})
    void a_server_that_ends_of_a_line_is_told_so(String kind) throws IOException {
        try (var talk = with(kind, PATIENT)) {
            assertThatThrownBy(() -> ask(talk, "SET name Alice"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.exit()).isEqualTo(1))
                    .hasMessageContaining("the server ended when it got a line: SET name Alice");
        }
    }

    @Test
    void a_chosen_language_is_not_changed() throws IOException {
        var resp = new Manner(Optional.of(Dialect.ARRAYS), PATIENT.timeout(), false);
        try (var talk = with("arrays-crash", resp)) {
            assertKeepsAName(talk);
        }
        var lines = new Manner(Optional.of(Dialect.LINES), PATIENT.timeout(), false);
        try (var talk = with("arrays-close", lines)) {
            assertThatThrownBy(() -> ask(talk, "PING")).isInstanceOf(EOFException.class);
        }
        assertThat(said).asString().isEmpty();
    }

    @Test
    void what_comes_unasked_is_noticed() throws IOException {
        try (var talk = with("greets", PATIENT)) {
            var greeting = talk.unasked();
            while (greeting.isEmpty()) {
                greeting = talk.unasked();
            }
            assertThat(greeting.get().shown()).isEqualTo("> ");
            assertThat(talk.unasked()).isEmpty();
        }
    }

    @Test
    void verbose_shows_the_bytes() throws IOException {
        var verbose = new Manner(Optional.empty(), PATIENT.timeout(), true);
        try (var talk = with("arrays", verbose)) {
            ask(talk, "GET name");
        }
        assertThat(said)
                .hasToString(
                        """
                        > "GET name\\r\\n"
                        > "*2\\r\\n$3\\r\\nGET\\r\\n$4\\r\\nname\\r\\n"
                        < "$-1\\r\\n"
                        """
                                + ARRAYS);
    }

    @Test
    void no_reply_ends_with_what_the_kernel_knows() throws IOException {
        var hasty = new Manner(Optional.empty(), Optional.of(Duration.ofMillis(3500)), false);
        try (var talk = with("lines-and-silence", hasty)) {
            assertThat(ask(talk, "PING")).isEqualTo("PONG");
            assertThatThrownBy(() -> ask(talk, "GET name"))
                    .hasMessageContaining(
                            "no reply to GET name within 3.5 s:"
                                    + " the server has read the request and not answered");
        }
        assertThat(said)
                .hasToString("no reply yet: the server has read the request and not answered\n");
    }

    /** The server's program is this one, whose threads are never all asleep: it does not matter. */
    @Test
    void who_waits_in_the_backlog_stays_there_and_says_so() throws IOException {
        var hasty = new Manner(Optional.empty(), Optional.of(Duration.ofMillis(3500)), false);
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
            try (var talk = talk(hasty)) {
                assertThatThrownBy(() -> ask(talk, "GET name"))
                        .hasMessageContaining(
                                "no reply to GET name within 3.5 s: not accepted yet");
                assertOnlyAsked(listener, "GET name\r\n");
            }
        }
        assertThat(said)
                .hasToString(
                        "no reply yet: not accepted yet: the server serves another client,"
                                + " or it does not accept\n");
    }

    /** One client has connected, and sent this. */
    private static void assertOnlyAsked(ServerSocket listener, String request) throws IOException {
        try (var first = listener.accept()) {
            var bytes = first.getInputStream().readNBytes(request.length());
            assertThat(new String(bytes, UTF_8)).isEqualTo(request);
            listener.setSoTimeout(1);
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }
}
