package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.RunningServer;

/** {@code lab trace} as a program of its own: it has strace write where the student looks. */
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
    void shows_the_command_then_the_calls_until_ctrl_c_and_the_server_goes_on() throws Exception {
        var trace = trace();
        try (var lines = trace.inputReader()) {
            assertThat(lines.readLine())
                    .startsWith(
                            "+ strace -f -p " + server.pid() + " -e trace=?accept,?accept4,?read,")
                    .endsWith(" -tt");
            untilLine(lines, "attached");
            // Alice's accept may have begun before strace was attached; bob's begins after that.
            connect("alice");
            connect("bob");
            untilLine(lines, "accept");
            interrupt(trace);
            assertThat(trace.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(trace.exitValue()).isZero();
        }
        assertThat(server.run().process().isAlive()).isTrue();
    }

    @Test
    void a_server_can_not_be_traced_twice() throws Exception {
        var first = trace();
        try (var lines = first.inputReader()) {
            untilLine(lines, "attached");
            var second = trace();
            var said = new String(second.getInputStream().readAllBytes(), UTF_8);
            assertThat(second.waitFor()).isEqualTo(3);
            assertThat(said).contains("the server is traced already, by process ");
            interrupt(first);
            first.waitFor();
        }
    }

    @Test
    void a_trace_ends_with_its_server() throws Exception {
        var trace = trace();
        try (var lines = trace.inputReader()) {
            untilLine(lines, "attached");
            lab.run("stop", "1");
            assertThat(lines.lines()).contains("the server has ended");
            assertThat(trace.waitFor()).isZero();
        }
    }

    private Process trace() throws IOException {
        return new ProcessBuilder(
                        Kit.java().toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlab.home=" + home,
                        "-cp",
                        Kit.classPath(),
                        "org.syscalllabs.cli.Main",
                        "trace",
                        "1")
                .redirectErrorStream(true)
                .start();
    }

    /** Connects, and waits until the server has accepted, and closed. */
    private void connect(String who) throws IOException {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), server.run().port())) {
            assertThat(client.getInputStream().read()).describedAs(who).isEqualTo(-1);
        }
    }

    private static void untilLine(BufferedReader lines, String part) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the trace ended before a line with " + part);
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
