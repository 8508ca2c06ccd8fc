package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.syscalllabs.cli.repair.Setup;

/** What the server of lab 04, and the kit, say of who is in the way. */
@ResourceLock(Ports.FREE)
class WhoHasThePortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

    @TempDir private Path home;
    private TestKit kit;
    private int port;

    @BeforeEach
    void aFreePort() throws IOException {
        kit = new TestKit(home);
        port = Ports.free();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        kit.lab("stop");
        assertThat(kit.kit().runs().running()).isEmpty();
        kit.close();
    }

    @Test
    @DisplayName("a socket that is bound, and does not listen, has no row in the kernel's table")
    void boundOnly() throws IOException {
        try (var silent = new Socket()) {
            silent.bind(new InetSocketAddress(LOOPBACK, port));

            assertThat(start().err())
                    .contains("EADDRINUSE")
                    .contains(
                            "  nobody is seen: bound, not listening, or just gone; another --port?\n")
                    .doesNotContain("held by");
        }
    }

    @Test
    @DisplayName("a listener at another address is not blamed for old connections at this one")
    void anotherAddress() throws IOException {
        assumeTrue(Setup.hasIpv6(), "this machine has no IPv6");
        Ports.leaveOldConnection(port);
        try (var other = new ServerSocket(port, 1, LOOPBACK_6)) {
            assertThat(other.isBound()).isTrue();

            assertThat(start().err())
                    .contains(
                            "  nobody listens there, but old connections have the port: [TIME_WAIT]\n")
                    .doesNotContain("held by");
        }
    }

    @Test
    @DisplayName("0.0.0.0 is every address of IPv4, and none of IPv6")
    void families() throws IOException {
        assumeTrue(Setup.hasIpv6(), "this machine has no IPv6");
        try (var other = new ServerSocket(port, 1, LOOPBACK_6)) {
            assertThat(other.isBound()).isTrue();

            assertThat(start("--host", "0.0.0.0").exit()).isZero();
            assertThat(start().err()).contains("port " + port + " is held by the server of lab 4 ");
        }
    }

    @Test
    @DisplayName("a check that old connections keep from its port says nothing of the server")
    void theCheck() throws IOException {
        Ports.leaveOldConnection(port);

        var check = kit.lab("check", "4", "--no-wait", "--port", "" + port);

        assertThat(check.err())
                .contains("lab: old connections have port " + port + ": TIME_WAIT\n")
                .contains("try again when they have gone")
                .contains("--port 0");
        assertThat(check.exit()).isEqualTo(3);
    }

    @Test
    @DisplayName("a check waits until old connections have gone, and says so")
    void theCheckWaits() throws Exception {
        Process check;
        try (var client = new Socket()) {
            try (var listener = new ServerSocket(port, 1, LOOPBACK)) {
                client.connect(listener.getLocalSocketAddress());
                listener.accept().close(); // FIN_WAIT2 at this port, until the client ends, too
            }
            client.setSoLinger(true, 0); // its end is a reset: nothing is left of it then
            check =
                    kit.program("check", "1", "--port", "" + port, "--", "python3", server())
                            .start();
            TestKit.await(
                    "the check waits",
                    () -> kit.read("err").contains("old connections have port " + port));
        }
        assertThat(check.waitFor()).as(kit.read("out") + kit.read("err")).isZero();
    }

    /** A server that does not set SO_REUSEADDR. */
    private static String server() {
        return TestKit.server("never_reuses_its_address.py");
    }

    private TestKit.Ran start(String... more) {
        var command = new ArrayList<String>();
        command.addAll(List.of("start", "4", "--port", "" + port));
        command.addAll(List.of(more));
        return kit.lab(command.toArray(String[]::new));
    }
}
