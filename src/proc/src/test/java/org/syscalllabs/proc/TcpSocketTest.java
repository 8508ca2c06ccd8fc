package org.syscalllabs.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpSocketTest {

    private static final String LISTENER =
            "   0: 0100007F:18EB 00000000:0000 0A 00000000:00000002 00:00000000 00000000"
                    + "   104        0 402324 3 00000000e24db990 100 0 0 10 0";

    @BeforeAll
    static void theTablesOfTheseTestsAreLittleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    @DisplayName("a row of /proc/net/tcp is a socket")
    void row() throws IOException {
        assertThat(TcpSocket.parse(LISTENER))
                .isEqualTo(
                        new TcpSocket(
                                InetAddress.ofLiteral("127.0.0.1"),
                                6379,
                                0,
                                TcpSocket.State.LISTEN,
                                0,
                                2,
                                Duration.ZERO,
                                104,
                                402324));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0100007F:18EB, 127.0.0.1:6379",
        "00000000:18EB, 0.0.0.0:6379",
        "00000000000000000000000000000000:18EB, [::]:6379",
        "00000000000000000000000001000000:18EB, [::1]:6379",
        "0000000000000000FFFF00000100007F:18EB, 127.0.0.1:6379",
    })
    @DisplayName("an address is shown as one would type it:")
    void addresses(String hex, String shown) {
        assertThat(TcpSocket.parse(LISTENER.replace("0100007F:18EB", hex)).shown())
                .isEqualTo(shown);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"01, ESTABLISHED", "05, FIN_WAIT2", "06, TIME_WAIT", "08, CLOSE_WAIT", "63, OTHER"})
    @DisplayName("a state is a number:")
    void states(String hex, TcpSocket.State state) {
        assertThat(TcpSocket.parse(LISTENER.replace(" 0A ", " " + hex + " ")).state())
                .isEqualTo(state);
    }

    @ParameterizedTest(name = "{0} in the way of {1}: {2}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "0.0.0.0, 127.0.0.1, true",
        "127.0.0.1, 0.0.0.0, true",
        "::, 127.0.0.1, true",
        "::, ::1, true",
        "127.0.0.1, ::, true",
        "0.0.0.0, ::, true",
        "::1, 127.0.0.1, false",
        "0.0.0.0, ::1, false",
        "::1, 0.0.0.0, false",
        "127.0.0.2, 127.0.0.1, false",
    })
    @DisplayName("a listener is in the way of a bind to its address, and of one to any")
    void inTheWay(String listener, String wanted, boolean inTheWay) throws IOException {
        var socket = listener(InetAddress.ofLiteral(listener));
        var address = InetAddress.ofLiteral(wanted);
        assertThat(socket.isInTheWayOf(address, 6379)).isEqualTo(inTheWay);
        assertThat(socket.isInTheWayOf(address, 16379)).isFalse();
    }

    @Test
    @DisplayName("the kernel's own tables tell of a listener, its clients, and who has them")
    void real() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        var self = ProcessHandle.current().pid();
        try (var open = new ServerSocket(0, 5, loopback);
                var alice = new Socket(loopback, open.getLocalPort())) {
            var port = open.getLocalPort();
            var listener = TcpSocket.listener(port).orElseThrow();
            assertThat(listener.unread()).as("clients in the backlog").isEqualTo(1);
            assertThat(listener.isOpenIn(self)).isTrue();
            assertThat(TcpSocket.listeners(self)).contains(listener);
            assertThat(TcpSocket.end(TcpSocket.all(), alice.getLocalPort(), port))
                    .hasValueSatisfying(
                            end -> assertThat(end.state()).isEqualTo(TcpSocket.State.ESTABLISHED));

            assertThat(PortHolder.of(port))
                    .hasValueSatisfying(holder -> {
                        assertThat(holder.pid()).isEqualTo(self);
                        assertThat(holder).hasToString("java (pid " + self + ")");
                    });
        }
    }

    @Test
    @DisplayName("a holder that can't be seen is known by its user")
    void unseen() {
        assertThat(new PortHolder(0, "", 0)).hasToString("a process of user root");
        assertThat(new PortHolder(0, "", 4_711_000)).hasToString("a process of user 4711000");
    }

    private static TcpSocket listener(InetAddress address) {
        return new TcpSocket(address, 6379, 0, TcpSocket.State.LISTEN, 0, 0, Duration.ZERO, 0, 1);
    }
}
