package org.syscalllabs.cli;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.syscalllabs.proc.TcpSocket;

/** Ports for exercises. */
final class Ports {
    private Ports() {}

    /** One of four digits that nobody uses, nor those that look like it: 14567 and 45670. */
    static int free() {
        Set<Integer> used =
                TcpSocket.all().stream().map(TcpSocket::localPort).collect(Collectors.toSet());
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
}
