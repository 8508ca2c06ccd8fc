package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server's address")
@Timeout(60)
class AddressTest {

    @Test
    void is_Redis_own_when_nobody_says_otherwise() {
        assertThat(Address.parse(Map.of())).isEqualTo(new Address("127.0.0.1", 6379));
        assertThat(Address.parse(Map.of("HOST", "", "PORT", ""))).hasToString("127.0.0.1:6379");
    }

    @Test
    void comes_from_the_environment() {
        assertThat(Address.parse(Map.of("HOST", "::1", "PORT", "7000"))).hasToString("[::1]:7000");
    }

    @Test
    void comes_from_the_command_line_first() {
        var environment = Map.of("HOST", "::1", "PORT", "not a port");
        assertThat(Address.parse(environment, "--port", "7001", "--host=localhost"))
                .isEqualTo(new Address("localhost", 7001));
        assertThat(Address.parse(environment, "--port=0", "--host", "localhost"))
                .isEqualTo(new Address("localhost", 0));
    }

    @Test
    void that_is_wrong_is_named() {
        assertWrong("--port must be a number from 0 to 65535, not '70000'", "--port", "70000");
        assertWrong("--port must be a number from 0 to 65535, not '-1'", "--port=-1");
        assertWrong("--port must be a number from 0 to 65535, not '6379x'", "--port", "6379x");
        assertWrong("--port needs a value", "--port");
        assertWrong("--host needs a value", "--host=");
        assertWrong("unknown argument: 6379", "6379");
        assertThatThrownBy(() -> Address.parse(Map.of("PORT", "tcp://10.0.0.1:80")))
                .hasMessage("$PORT must be a number from 0 to 65535, not 'tcp://10.0.0.1:80'");
    }

    private static void assertWrong(String message, String... args) {
        assertThatThrownBy(() -> Address.parse(Map.of(), args)).hasMessage(message);
    }

    /** A server as far as its first line. */
    static final class Server {
        private Server() {}

        public static void main(String[] args) {
            var own = new ArrayList<>(List.of(args));
            var loud = own.remove("--loud");
            var address = Address.from(own, "  --loud        say it loud\n");
            System.out.println("would listen on " + address + (loud ? "!" : ""));
        }
    }

    @Test
    void is_a_server_s_first_line() throws Exception {
        assertThat(server("--port", "7002")).isEqualTo("0: would listen on 127.0.0.1:7002\n");
        assertThat(server("--loud", "--port", "7002"))
                .isEqualTo("0: would listen on 127.0.0.1:7002!\n");
        assertThat(server("--help"))
                .isEqualTo(
                        """
                        0: usage: Server [--host HOST] [--port PORT] [--backlog N] [--max-memory SIZE]

                          --host HOST   the address to listen on (else $HOST, else 127.0.0.1)
                          --port PORT   the port to listen on    (else $PORT, else 6379; 0: any free port)
                          --backlog N   how many clients may wait (else 128): N + 1, as Linux counts
                          --max-memory SIZE
                                        what all keys and values may take: 64mb, 1gb (else half of the heap)
                          -h, --help    print this and exit
                          --loud        say it loud
                        """);
        assertThat(server("--backlog", "x", "--port", "7002"))
                .isEqualTo(
                        """
                        2: --backlog must be a number from 0 to 65535, not 'x'
                        try: --host 127.0.0.1 --port 6379 (or --help)
                        """);
        assertThat(server("--prot", "7002"))
                .isEqualTo(
                        """
                        2: unknown argument: --prot
                        try: --host 127.0.0.1 --port 6379 (or --help)
                        """);
    }

    /** Exit code and output of a server in a process of its own. */
    private static String server(String... args) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.add(
                Path.of("target", "classes")
                        + File.pathSeparator
                        + Path.of("target", "test-classes"));
        command.add(Server.class.getName());
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("HOST");
        builder.environment().remove("PORT");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends within 20 s").isTrue();
        return process.exitValue() + ": " + output;
    }
}
