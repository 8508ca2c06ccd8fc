package org.syscalllabs.cli.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.protocol.Reply;

@Timeout(20)
class ServerConnectionTest {
    private ServerSocket listener;
    private ServerConnection client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = ServerConnection.open("127.0.0.1", listener.getLocalPort());
        server = listener.accept();
        server.setTcpNoDelay(true);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        server.close();
        listener.close();
    }

    private void answer(String bytes) throws IOException {
        server.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    private String shown() throws IOException {
        return client.receive(Duration.ofSeconds(10)).orElseThrow().shown();
    }

    @Test
    void a_plain_line_may_lack_its_end() throws IOException {
        answer("OK");
        assertThat(shown()).isEqualTo("OK");
        assertThat(client.unasked()).isEmpty();
    }

    @Test
    void waits_for_a_value_that_comes_in_pieces() throws IOException {
        var value = "x".repeat(200_000);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        for (var piece :
                                ("$200000\r\n" + value + "\r\n+OK\r\n")
                                        .split("(?<=\\G.{70000})", -1)) {
                            answer(piece);
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        assertThat(shown()).isEqualTo(value);
        assertThat(shown()).isEqualTo("OK");
    }

    @Test
    void a_reply_that_nobody_asked_for_is_noticed() throws IOException {
        answer("+OK\r\n+OK\r\n");
        assertThat(shown()).isEqualTo("OK");
        assertThat(client.unasked()).contains(new Reply.Status("OK"));
        assertThat(client.unasked()).isEmpty();
    }

    @Test
    void a_line_that_comes_in_pieces_is_one_reply() throws IOException {
        answer("Ali");
        assertThat(client.receive(Duration.ofMillis(1))).isEmpty();
        answer("ce\n");
        assertThat(shown()).isEqualTo("Alice");
    }

    @Test
    void what_comes_before_the_end_is_shown_and_then_the_end_is_noticed() throws IOException {
        answer("$100\r\nhalf");
        server.close();
        assertThat(shown()).startsWith("(malformed) a value of 100 bytes ended after 4");
        assertThatThrownBy(() -> client.receive(Duration.ofSeconds(10)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void when_nobody_listens_it_says_what_to_do() throws IOException {
        var port = listener.getLocalPort();
        listener.close();
        assertThatThrownBy(() -> ServerConnection.open("127.0.0.1", port))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.exit()).isEqualTo(3);
                            assertThat(problem.what())
                                    .startsWith(
                                            "nothing listens on 127.0.0.1:"
                                                    + port
                                                    + " (connection refused)");
                        });
    }
}
