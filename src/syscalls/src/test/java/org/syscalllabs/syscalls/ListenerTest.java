package org.syscalllabs.syscalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.syscalllabs.syscalls.Listener.Reuse;

@Timeout(20)
@SuppressWarnings("try") // closes early what it closes again at the end
class ListenerTest {

    @Test
    @DisplayName("accept4 tells the peer's address and port")
    void peer() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var connection = listener.accept4()) {
            assertThat(connection.peerPort()).isEqualTo(alice.getLocalPort());
            assertThat(connection.peer()).isEqualTo("127.0.0.1:" + alice.getLocalPort());
            assertThat(connection)
                    .hasToString(
                            "fd %d, 127.0.0.1:%d".formatted(connection.fd(), alice.getLocalPort()));
        }
    }

    @Test
    @DisplayName("clients are accepted in the order in which they connected")
    void order() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var bob = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var first = listener.accept4();
                var second = listener.accept4()) {
            assertThat(first.peerPort()).isEqualTo(alice.getLocalPort());
            assertThat(second.peerPort()).isEqualTo(bob.getLocalPort());
        }
    }

    @Test
    @DisplayName("an IPv6 listener shows its peers in brackets")
    void ipv6() throws Exception {
        try (var listener = Listener.open("::1", 0);
                var alice = new Socket(InetAddress.ofLiteral("::1"), listener.port());
                var connection = listener.accept4()) {
            assertThat(connection.peer()).isEqualTo("[0:0:0:0:0:0:0:1]:" + alice.getLocalPort());
        }
    }

    @Test
    @DisplayName("a listener on :: takes IPv4 clients, and shows them as such")
    void dualStack() throws Exception {
        try (var listener = Listener.open("::", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var connection = listener.accept4()) {
            assertThat(connection.peer()).isEqualTo("127.0.0.1:" + alice.getLocalPort());
        }
    }

    @Test
    @DisplayName("a host may be a name")
    void name() throws Exception {
        try (var listener = Listener.open("localhost", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var connection = listener.accept4()) {
            assertThat(connection.peerPort()).isEqualTo(alice.getLocalPort());
        }
    }

    @Test
    @DisplayName("a port that is taken is EADDRINUSE, and says of what")
    void addressInUse() throws Exception {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = holder.getLocalPort();
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> Listener.open("127.0.0.1", port))
                    .withMessage("bind(127.0.0.1:" + port + "): EADDRINUSE, Address already in use")
                    .satisfies(failure -> {
                        assertThat(failure.call()).isEqualTo("bind");
                        assertThat(failure.name()).isEqualTo("EADDRINUSE");
                        assertThat(failure.errno()).isEqualTo(98);
                        assertThat(failure.is(Errno.EADDRINUSE)).isTrue();
                        assertThat(failure.is(Errno.EACCES)).isFalse();
                    });
        }
    }

    @Test
    @DisplayName("an address of another machine is EADDRNOTAVAIL")
    void addressNotAvailable() {
        // 192.0.2.0/24 is for documentation alone (RFC 5737): no machine has it.
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> Listener.open("192.0.2.1", 0))
                .withMessage("bind(192.0.2.1:0): EADDRNOTAVAIL, Cannot assign requested address");
    }

    @Test
    @DisplayName("a failed open leaves no descriptor behind")
    void failedOpenCloses() throws Exception {
        try (var holder = Listener.open("127.0.0.1", 0)) {
            var before = sockets();
            for (var i = 0; i < 10; i++) {
                assertThatExceptionOfType(ErrnoException.class)
                        .isThrownBy(() -> Listener.open("127.0.0.1", holder.port()));
            }
            assertThat(sockets()).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("a host that nobody knows is no address")
    void unknownHost() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> Listener.open("no-such-host.invalid", 0));
    }

    @Test
    @DisplayName("a port has 16 bits")
    void noPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Listener.open("127.0.0.1", 65536))
                .withMessage("no port: 65536");
    }

    @Test
    @DisplayName(
            "old connections have the port, unless the old and the new listener reuse addresses")
    void reuseAddress() throws Exception {
        assertThat(restarts(Set.of(), Set.of())).isFalse();
        assertThat(restarts(Set.of(), Set.of(Reuse.ADDRESS))).isFalse();
        assertThat(restarts(Set.of(Reuse.ADDRESS), Set.of())).isFalse();
        assertThat(restarts(Set.of(Reuse.ADDRESS), Set.of(Reuse.ADDRESS))).isTrue();
    }

    /**
     * Whether a second listener has the port while alice, whom the first served, is still there.
     */
    private static boolean restarts(Set<Reuse> first, Set<Reuse> second) throws Exception {
        int port;
        Socket alice;
        try (var listener = Listener.open("127.0.0.1", 0, Listener.BACKLOG, first)) {
            port = listener.port();
            alice = new Socket(InetAddress.getLoopbackAddress(), port);
            listener.accept4().close();
        }
        try (alice;
                var listener = Listener.open("127.0.0.1", port, Listener.BACKLOG, second)) {
            return listener.port() == port;
        } catch (ErrnoException e) {
            assertThat(e.is(Errno.EADDRINUSE)).isTrue();
            return false;
        }
    }

    @Test
    @DisplayName("listeners that all reuse the port share it; another one is refused")
    void reusePort() throws Exception {
        try (var one = Listener.open("127.0.0.1", 0, Listener.BACKLOG, Set.of(Reuse.PORT));
                var other =
                        Listener.open(
                                "127.0.0.1", one.port(), Listener.BACKLOG, Set.of(Reuse.PORT))) {
            assertThat(other.port()).isEqualTo(one.port());
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() ->
                            Listener.open("127.0.0.1", one.port(), Listener.BACKLOG, Set.of()));
        }
    }

    @Test
    @DisplayName("shutdown wakes a thread that sleeps in accept4, and the next client is refused")
    void shutdown() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0)) {
            var woken = new CompletableFuture<Errno>();
            var accepting = Thread.ofPlatform().start(() -> woken.complete(accept(listener)));
            listener.shutdown();
            assertThat(woken.get(10, TimeUnit.SECONDS)).isEqualTo(Errno.EINVAL);
            accepting.join();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(
                            () -> new Socket(InetAddress.getLoopbackAddress(), listener.port()));
        }
    }

    private static Errno accept(Listener listener) {
        try (var client = listener.accept4()) {
            throw new AssertionError("nobody connected: " + client);
        } catch (ErrnoException e) {
            return Errno.of(e.errno()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a server that is restarted gets its port back at once")
    void restart() throws Exception {
        int port;
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var connection = listener.accept4()) {
            port = listener.port();
            connection.close(); // the server hangs up first: its side of it goes to TIME_WAIT
            assertThat(alice.getInputStream().read()).isEqualTo(-1);
        }
        try (var again = Listener.open("127.0.0.1", port)) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    @DisplayName("a closed listener accepts nobody, not even by the number that is another's now")
    void closedListener() throws Exception {
        var closed = Listener.open("127.0.0.1", 0);
        closed.close();
        try (var other = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
            assertThat(other.fd()).isEqualTo(closed.fd()); // the kernel gave the number away
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(closed::accept4)
                    .withMessage(
                            "accept4(127.0.0.1:" + closed.port() + "): EBADF, Bad file descriptor");
            closed.close();
            try (var connection = other.accept4()) {
                assertThat(connection.peerPort()).isEqualTo(alice.getLocalPort());
            }
        }
    }

    @Test
    @DisplayName("a client who reset in the backlog does not end accept4")
    void resetInTheBacklog() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0)) {
            var gone = new Socket();
            gone.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
            gone.setSoLinger(true, 0); // close() sends RST
            gone.close();
            try (var connection = listener.accept4()) {
                assertThat(connection.peerPort()).isPositive();
            }
        }
    }

    private static int sockets() throws Exception {
        var count = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
                    count++;
                }
            }
        }
        return count;
    }
}
