package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.RunningServer;

/** A check and a demo, while something has the port that they need. */
@DisplayName("When a server of the kit's has the port,")
class StopFirstTest {
    @TempDir private Path home;
    private TestKit kit;

    @BeforeEach
    void open() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void close() throws IOException {
        kit.lab("stop");
        kit.close();
    }

    @Test
    @DisplayName("check and demo name it, and the ways out")
    void named() {
        var port = startedOn();
        for (var command : new String[] {"check", "demo"}) {
            var ran = kit.lab(command, "3", "--port", port);
            assertThat(ran.exit()).isEqualTo(3);
            assertThat(ran.err())
                    .contains("port " + port + " is held by the server of lab 1 (pid ")
                    .contains("./lab stop 1, or add --stop, or another port: --port 0")
                    .doesNotContain("end that program");
        }
        assertThat(RunningServer.all(kit.kit())).hasSize(1);
    }

    @Test
    @DisplayName("--stop ends it first, and says so on stderr alone")
    void ended() {
        var port = startedOn();
        var ran = kit.lab("check", "1", "--port", port, "--stop", "--format", "json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("stopped: server of 01-start-server, PID ");
        assertThat(ran.out()).startsWith("{");
        assertThat(RunningServer.all(kit.kit())).isEmpty();
    }

    @Test
    @DisplayName("and of others --stop ends none")
    void notOthers() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(other.getLocalPort());
            var ran = kit.lab("check", "1", "--port", port, "--stop");
            assertThat(ran.exit()).isEqualTo(3);
            assertThat(ran.out() + ran.err()).contains("end that program");
            assertThat(other.isClosed()).isFalse();
        }
    }

    private String startedOn() {
        assertThat(kit.lab("start", "1", "--port", "0").exit()).isZero();
        var server = RunningServer.all(kit.kit()).getFirst();
        return server.address().replaceFirst(".*:", "");
    }
}
