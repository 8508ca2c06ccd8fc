package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;

/** Nothing that the kit has started outlives it, however hard the server is to end. */
class CleanUpTest {

    @TempDir private Path folder = Path.of("");

    private static final Duration GRACE = Duration.ofMillis(200);

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "blocking_resp",
                "daemonizes",
                "forks_and_leaves_children",
                "ignores_sigterm",
                "prints_100mb",
                "preforking"
            })
    @DisplayName("no process and no port is left behind by")
    void nothingIsLeft(String name) throws IOException {
        int port;
        List<ProcessIdentity> processes;
        try (var server = Zoo.start(name)) {
            port = server.port();
            processes = server.run().processes();
            assertThat(processes).as("strace and the server").hasSizeGreaterThan(1);
            var alice = server.client("alice");
            alice.sends("SET name Alice").receives("OK");
        }
        assertThat(processes).noneMatch(ProcessIdentity::isAlive);
        assertThat(TcpSocket.all()).noneMatch(socket -> socket.localPort() == port);
        assertThat(new Runs(Zoo.settings(name, GRACE, 0).runs()).leftovers()).isEmpty();
    }

    @RepeatedTest(5)
    @DisplayName("no process is left behind by a server that is ended while it forks")
    void endedWhileItForks() {
        ServerUnderTest server;
        try (var started = Zoo.start("forks_again_and_again")) {
            server = started;
        }
        assertThat(server.run().processes()).isEmpty();
        assertThat(PortHolder.of(server.port())).isEmpty();
    }

    @ParameterizedTest(name = "SIG{0}")
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    @DisplayName("a daemon ends with the kit that is stopped by")
    void stoppedKit(String signal) throws IOException, InterruptedException {
        try (var kit = KitProcess.start("daemonizes", folder.resolve("work"))) {
            assertThat(PortHolder.of(kit.port())).isPresent();
            kit.signal(signal);
            assertThat(PortHolder.of(kit.port())).isEmpty();
        }
    }

    @Test
    @DisplayName("what a killed kit leaves behind is named, and ended on demand")
    void killedKit() throws IOException, InterruptedException {
        try (var kit = KitProcess.start("forks_and_leaves_children", folder.resolve("work"))) {
            var runs = kit.runs();
            assertThat(runs.leftovers()).as("while the kit still runs").isEmpty();
            kit.signal("KILL");

            var left = runs.leftovers();
            assertThat(left).hasSize(1);
            var run = left.getFirst();
            assertThat(run.purpose()).isEqualTo("test");
            assertThat(run.command()).endsWith("forks_and_leaves_children.py");
            assertThat(run.port()).isEqualTo(kit.port());
            assertThat(Runs.processes(run)).as("strace, the server, two children").hasSize(4);

            assertThat(runs.stop(run, GRACE)).isTrue();
            assertThat(Runs.processes(run)).isEmpty();
            assertThat(PortHolder.of(kit.port())).isEmpty();
            assertThat(runs.leftovers()).isEmpty();
        }
    }

    @Test
    @DisplayName("a server that prints 100 MB does not hang, and its log stays small")
    void printsMuch() throws IOException {
        try (var server = Zoo.start("prints_100mb");
                var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            alice.leaves();
            server.end();
            assertThat(server.run().output().bytes()).isEqualTo(100L << 20);
            assertThat(Files.size(server.outputFile())).isLessThan(2 << 20);
            try (var lines = Files.lines(server.outputFile())) {
                assertThat(lines.filter(line -> !line.startsWith("xxx") && !line.isEmpty()))
                        .containsExactly("[103,743,488 bytes left out]");
            }
        }
    }
}
