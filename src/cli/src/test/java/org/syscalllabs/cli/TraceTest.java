package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.trace.view.CallLine;

/** {@code lab trace} as a program of its own: what it shows, and when. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraceTest {
    @TempDir private Path home;
    private SmallKit lab;
    private RunningServer server;

    @BeforeEach
    void startServer() throws IOException {
        lab = new SmallKit(home);
        assertThat(lab.run("start", "1", "--port", "0")).describedAs(lab.err()).isZero();
        server = RunningServer.of(lab.kit(), lab.kit().labs().find("1"));
    }

    @AfterEach
    void endServer() {
        lab.close();
    }

    @Test
    void shows_a_line_a_call_until_ctrl_c_and_the_server_goes_on() throws Exception {
        var trace = trace("1");
        try (var lines = trace.inputReader()) {
            assertThat(lines.readLine()).startsWith("strace watches PID " + server.pid() + " ");
            untilLine(lines, CallLine.HEAD);
            // Alice's accept may have begun before strace was attached; bob's begins after that.
            connect("alice");
            var bob = connect("bob");
            var accept = untilLine(lines, ":" + bob);
            assertThat(accept).containsPattern("\\d  accept\\(\\d+\\) +=");
            untilLine(lines, "close(");
            interrupt(trace);
            assertThat(trace.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(trace.exitValue()).isZero();
        }
        assertThat(server.run().process().isAlive()).isTrue();
    }

    @Test
    void a_call_that_sleeps_stands_there_without_a_result() throws Exception {
        var trace = trace("--pid", Long.toString(server.pid()));
        try (var lines = trace.inputReader()) {
            untilLine(lines, CallLine.HEAD);
            var port = connect("alice");
            untilLine(lines, "close(");
            // The beginning of a line that has no end yet, nor a result.
            var begun = new StringBuilder();
            while (!begun.toString().matches("(?s).*\\d  accept\\(\\d+\\)")) {
                begun.append((char) lines.read());
            }
            var next = connect("bob");
            assertThat(lines.readLine()).matches(" +=.* :" + next).doesNotContain(":" + port);
            interrupt(trace);
            trace.waitFor();
        }
    }

    @Test
    void raw_shows_the_command_then_straces_own_lines() throws Exception {
        var trace = trace("1", "--raw");
        try (var lines = trace.inputReader()) {
            assertThat(lines.readLine())
                    .startsWith(
                            "+ strace -f -p " + server.pid() + " -e trace=?accept,?accept4,?read,")
                    .endsWith(" -tt");
            untilLine(lines, "attached");
            connect("alice");
            connect("bob");
            untilLine(lines, "accept(");
            interrupt(trace);
            trace.waitFor();
        }
    }

    @Test
    void a_command_is_started_and_its_exit_code_is_the_traces() throws Exception {
        var trace =
                trace(
                        "--",
                        "python3",
                        "-c",
                        "import socket; s = socket.create_server(('127.0.0.1', 0)); exit(5)");
        try (var lines = trace.inputReader()) {
            untilLine(lines, "listen(");
            untilLine(lines, "+++ has ended, exit code 5");
        }
        assertThat(trace.waitFor()).isEqualTo(5);
    }

    @Test
    void one_server_at_a_time() throws Exception {
        for (var words :
                List.of(
                        List.of("1", "--", "true"),
                        List.of("1", "2"),
                        List.of("1", "--pid", "1"))) {
            var trace = trace(words.toArray(String[]::new));
            var said = new String(trace.getInputStream().readAllBytes(), UTF_8);
            assertThat(trace.waitFor()).as(said).isEqualTo(2);
            assertThat(said).contains("one server at a time");
        }
    }

    @Test
    void a_server_can_not_be_traced_twice() throws Exception {
        var first = trace("1", "--raw");
        try (var lines = first.inputReader()) {
            untilLine(lines, "attached");
            var second = trace("1");
            var said = new String(second.getInputStream().readAllBytes(), UTF_8);
            assertThat(second.waitFor()).isEqualTo(3);
            assertThat(said).contains("the server is traced already, by process ");
            interrupt(first);
            first.waitFor();
        }
    }

    @Test
    void a_trace_ends_with_its_server() throws Exception {
        var trace = trace("1");
        try (var lines = trace.inputReader()) {
            untilLine(lines, CallLine.HEAD);
            lab.run("stop", "1");
            assertThat(lines.lines()).contains("the server has ended");
            assertThat(trace.waitFor()).isZero();
        }
    }

    private Process trace(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Kit.java().toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dlab.home=" + home);
        command.addAll(List.of("-cp", Kit.classPath(), "org.syscalllabs.cli.Main", "trace"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Connects, and waits until the server has accepted, and closed. */
    private int connect(String who) throws IOException {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), server.run().port())) {
            assertThat(client.getInputStream().read()).describedAs(who).isEqualTo(-1);
            return client.getLocalPort();
        }
    }

    private static String untilLine(BufferedReader lines, String part) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the trace ended before a line with " + part);
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
