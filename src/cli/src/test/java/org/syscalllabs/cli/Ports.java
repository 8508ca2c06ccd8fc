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
    private Ports() {}

    /** One of four digits that nobody uses, nor those that look like it: 14567 and 45670. */
    static int free() {
        var used = TcpSocket.all().stream().map(TcpSocket::localPort).collect(Collectors.toSet());
        return new Random()
                .ints(2000, 6000)
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
