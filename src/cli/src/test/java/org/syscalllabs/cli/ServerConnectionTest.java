package org.syscalllabs.cli;

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

@Timeout(20)
class ServerConnectionTest {
    private ServerSocket listener;
    private ServerConnection client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = ServerConnection.open("127.0.0.1", listener.getLocalPort());
        client.waitAtMost(Duration.ofSeconds(10));
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
        return client.receive().shown();
    }

    @Test
    void shows_redis_replies_as_a_person_reads_them() throws IOException {
        answer("+OK\r\n$5\r\nAlice\r\n$-1\r\n*-1\r\n:1\r\n-ERR unknown command\r\n*0\r\n");
        assertThat(shown()).isEqualTo("OK");
        assertThat(shown()).isEqualTo("Alice");
        assertThat(shown()).isEqualTo("(nil)");
        assertThat(shown()).isEqualTo("(nil)");
        assertThat(shown()).isEqualTo("(integer) 1");
        assertThat(shown()).isEqualTo("(error) ERR unknown command");
        assertThat(shown()).isEqualTo("(empty array)");
    }

    @Test
    void numbers_the_items_of_arrays() throws IOException {
        answer("*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n");
        assertThat(shown()).isEqualTo("1) a\n2) 1) (integer) 1\n   2) (nil)");
    }

    @Test
    void escapes_a_value_that_is_no_printable_text() throws IOException {
        answer("$7\r\na\0\u00ff\n\"\\~\r\n$2\r\n\u00c3\u00a9\r\n");
        assertThat(shown()).isEqualTo("\"a\\x00\\xff\\n\\\"\\\\~\"");
        assertThat(shown()).isEqualTo("é");
    }

    @Test
    void shows_plain_lines_as_they_are() throws IOException {
        answer("OK\nAlice\n(nil)\n-5\n");
        assertThat(shown()).isEqualTo("OK");
        assertThat(shown()).isEqualTo("Alice");
        assertThat(shown()).isEqualTo("(nil)");
        assertThat(shown()).isEqualTo("-5");
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
    void a_server_that_closes_is_noticed_also_in_the_middle_of_a_value() throws IOException {
        answer("$100\r\nhalf");
        server.close();
        assertThatThrownBy(() -> client.receive()).isInstanceOf(EOFException.class);
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
                                    .isEqualTo(
                                            "nothing listens on 127.0.0.1:%d (connection refused)",
                                            port);
                            assertThat(problem.whatToDo()).contains("./lab start");
                        });
    }
}
