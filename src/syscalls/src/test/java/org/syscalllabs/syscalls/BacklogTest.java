package org.syscalllabs.syscalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
@SuppressWarnings("try") // closes early what it closes again at the end
class BacklogTest {

    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @DisplayName("counts who is connected and not accepted")
    void counts(String host) throws Exception {
        try (var listener = Listener.open(host, 0)) {
            assertThat(listener.waiting()).isZero();
            try (var alice = new Socket(InetAddress.ofLiteral(host), listener.port());
                    var bob = new Socket(InetAddress.ofLiteral(host), listener.port())) {
                assertThat(alice.isConnected() && bob.isConnected()).isTrue();
                assertThat(listener.waiting()).isEqualTo(2);
                listener.accept4().close();
                assertThat(listener.waiting()).isEqualTo(1);
                listener.accept4().close();
                assertThat(listener.waiting()).isZero();
            }
        }
    }

    @Test
    @DisplayName("what the kernel tells is what it writes into /proc/net/tcp")
    void asInProc() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var bob = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            assertThat(alice.isConnected() && bob.isConnected()).isTrue();
            // local address, remote address, LISTEN, tx_queue:rx_queue
            var row = "0100007F:%04X 00000000:0000 0A 00000000:%08X";
            assertThat(Files.readString(Path.of("/proc/net/tcp")))
                    .contains(row.formatted(listener.port(), listener.waiting()))
                    .contains(row.formatted(listener.port(), 2));
        }
    }

    @Test
    @DisplayName("a closed listener has no backlog")
    void closed() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0)) {
            listener.close();
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(listener::waiting)
                    .satisfies(failure -> assertThat(failure.is(Errno.EBADF)).isTrue());
        }
    }
}
