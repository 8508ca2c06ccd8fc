package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/** Ports for exercises, and what may be left of them. */
final class Ports {
    /**
     * The lock of who takes just any free port: until its listener is there, another test would
     * find the same one free.
     */
    static final String FREE = "free ports";

    private Ports() {}

    /**
     * One of four digits that no socket uses, nor those that look like it: 12345 and 23450. All are
     * below 32768, where the ports begin that the kernel gives to clients by itself.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7), ip_local_port_range</a>
     */
    static int free() {
        return free(2000, 2600);
    }

    /**
     * One of a student's own, so that students may work side by side.
     *
     * @param student 0 to 39
     */
    static int free(int student) {
        var first = 2600 + 16 * student;
        return free(first, first + 16);
    }

    private static int free(int from, int to) {
        var used = TcpSocket.all().stream().map(TcpSocket::localPort).collect(Collectors.toSet());
        return new Random()
                .ints(from, to)
                .filter(port ->
                        Stream.of("", "1")
                                .map(digit -> Integer.parseInt(digit + port))
                                .noneMatch(used::contains))
                .filter(port -> !used.contains(port * 10))
                .findFirst()
                .orElseThrow();
    }

    /** Who closes first, the server here, keeps the connection for a minute: TIME_WAIT. */
    static void leaveOldConnection(int port) throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var server = new ServerSocket(port, 1, loopback);
                var client = new Socket(loopback, port)) {
            server.accept().close();
            assertThat(client.getInputStream().read()).isNegative();
        }
        TestKit.await(
                "the server's end is in TIME_WAIT",
                () ->
                        TcpSocket.all().stream()
                                .filter(socket -> socket.localPort() == port)
                                .anyMatch(socket -> socket.state() == State.TIME_WAIT));
    }
}
