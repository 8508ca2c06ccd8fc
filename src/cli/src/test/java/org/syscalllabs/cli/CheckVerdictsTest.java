package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.cli.kit.Kit;

/**
 * {@code lab check 3 -- COMMAND} on real servers in five languages: right ones, concurrent ones,
 * and liars. They stand in {@code src/testkit/src/test/servers}; python3, gcc, node, redis-server
 * and strace are needed.
 */
@DisplayName("lab check 3")
class CheckVerdictsTest {

    /**
     * In the environment of a server and of all that it starts; redis-server overwrites its own.
     */
    private static final String MARK = "CHECK_VERDICTS=";

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path SERVERS = ROOT.resolve("src/testkit/src/test/servers");

    @TempDir static Path folder;

    /** What a check said, and what it left behind. */
    private record Result(int exit, String text, List<Long> left) {}

    @BeforeAll
    static void build() throws Exception {
        // A kit of its own: the labs of this tree, and a work folder that goes away.
        Files.createSymbolicLink(folder.resolve("labs"), ROOT.resolve("labs"));
        for (var name : List.of("blocking", "forking")) {
            run("gcc", "-o", built(name), SERVERS.resolve(name + ".c").toString());
        }
        var javac = new ArrayList<>(List.of(Kit.java().resolveSibling("javac").toString()));
        javac.addAll(List.of("-d", built("classes")));
        try (var sources = Files.list(SERVERS)) {
            sources.map(Path::toString).filter(s -> s.endsWith(".java")).forEach(javac::add);
        }
        run(javac.toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "python3 blocking_resp.py",
                "python3 blocking_plain_no_newline.py",
                "blocking",
                "java Blocking",
                "python3 daemonizes.py",
                "python3 forks_and_leaves_children.py",
                "python3 ignores_sigterm.py",
                "python3 prints_100mb.py",
            })
    @DisplayName("proves one client at a time, and leaves no process")
    void proves_one_client_at_a_time(String server) throws IOException {
        var result = check("0", command(server));

        assertThat(result.exit()).as(result.text()).isEqualTo(0);
        assertThat(result.left()).as("processes left behind").isEmpty();
    }

    @Test
    @DisplayName("proves it of a server that ignores $PORT and answers in plain lines")
    void proves_it_of_a_server_with_a_port_of_its_own() throws IOException {
        // Its port is 6379, which another process may hold on this machine.
        var port = freePort();
        var source = Files.readString(SERVERS.resolve("blocking_plain.py"));
        var server = folder.resolve("blocking_plain.py");
        Files.writeString(server, source.replace("PORT = 6379", "PORT = " + port));

        var result = check(String.valueOf(port), List.of("python3", server.toString()));

        assertThat(result.exit()).as(result.text()).isEqualTo(0);
        assertThat(result.left()).as("processes left behind").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "python3 threaded.py",
                "python3 pooled.py",
                "python3 asyncio_server.py",
                "python3 selector.py",
                "python3 forking.py",
                "python3 preforking.py",
                "python3 accepts_early_serves_one_at_a_time.py",
                "java Threaded",
                "java VirtualThreads",
                "java SelectorServer",
                "forking",
                "node node_server.js",
                "redis_server",
            })
    @DisplayName("refutes it of a concurrent server, with lines, because, hint and trace")
    void refutes_it_of_a_concurrent_server(String server) throws IOException {
        var result = check("0", command(server));

        assertThat(result.exit()).as(result.text()).isEqualTo(1);
        assertThat(result.text())
                .contains("expected: ", "but was:  ", "because:  ", "hint:     ")
                .containsPattern("(?m)^ +line +thread +call +client")
                .containsPattern("trace: +\\S+trace\\S*\\.log:\\d+");
        assertThat(result.left()).as("processes left behind").isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "answers_before_asked, 'the server sent \"+OK\\r\\n\" unasked'",
        "answers_twice, 'after OK the server sent \"+OK\\r\\n\" too'",
        "serves_bob_first, 'bob got a reply and alice got none'",
        "closes_alice_early, 'the server closed alice''s connection'",
        "dies_at_start, 'it ended before it called listen(), with exit status 3'",
        "dies_in_the_middle, 'the server died, with exit status 1'",
        "listens_elsewhere, 'it listens on port '",
        "never_listens, 'it never called listen() in 5 s'",
        "hangs_in_the_middle, 'no reply came, and the server does nothing more'",
    })
    @DisplayName("tells the author of a wrong server what is wrong, and leaves no process")
    void tells_what_is_wrong(String server, String message) throws IOException {
        var result = check("0", command("python3 " + server + ".py"), "--timeout", "5");

        assertThat(result.exit()).as(result.text()).isEqualTo(1);
        assertThat(result.text()).contains("but was:  " + message);
        assertThat(result.left()).as("processes left behind").isEmpty();
    }

    @Test
    @DisplayName("keeps only the beginning and the end of what a loud server prints")
    void keeps_little_of_what_a_loud_server_prints() throws IOException {
        check("0", command("python3 prints_100mb.py"));

        assertThat(folder.resolve("work/03/server.log")).exists();
        assertThat(Files.size(folder.resolve("work/03/server.log"))).isLessThan(10_000_000);
    }

    private static Result check(String port, List<String> command, String... options)
            throws IOException {
        var mark = MARK + UUID.randomUUID();
        var text = new StringWriter();
        var out = new PrintWriter(text, true);
        var kit = new Kit(folder, out, out);
        var line = new ArrayList<>(List.of("check", "3", "--port", port));
        line.addAll(List.of(options));
        line.addAll(List.of("--", "env", mark));
        line.addAll(command);
        var exit = Main.run(kit, line.toArray(String[]::new));
        return new Result(exit, text.toString(), marked(mark));
    }

    /** The processes that have the mark in their environment: the server's, if any is left. */
    private static List<Long> marked(String mark) throws IOException {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> Files.isReadable(process.resolve("environ")))
                    .filter(process -> environment(process).contains(mark))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .toList();
        }
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    /** The command of a server: an interpreter and a file, or a program. */
    private static List<String> command(String server) {
        var words = server.split(" ", -1);
        return switch (words[0]) {
            case "java" -> List.of(Kit.java().toString(), "-cp", built("classes"), words[1]);
            case "python3", "node" -> List.of(words[0], SERVERS.resolve(words[1]).toString());
            case "redis_server" -> List.of(SERVERS.resolve(server).toString());
            default -> List.of(built(server));
        };
    }

    private static String built(String name) {
        return folder.resolve(name).toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var log = new File(built("build.log"));
        var process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0] + " ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log.toPath())).isZero();
    }
}
