package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.cli.kit.LabClasses;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.TcpSocket;

/** The labs' own servers, before and after clients who mean no good. The next client is served. */
@Timeout(120)
class FloodedServersTest {

    private static final int CONNECTS = 20_000;
    private static final int MANGLED = 3_000;
    private static final int BIG = 100_000_000;

    /** In KB: what a JVM with a heap of 512 MB may have in RAM, whoever its clients are. */
    private static final long MOST_RESIDENT = 800_000;

    /** In KB: what connections alone may cost, Java heap that is not collected yet included. */
    private static final long FOR_CONNECTIONS = 300_000;

    private static final Pattern LISTENS = Pattern.compile("listening on .*:([0-9]+) .*");

    @TempDir private Path home;
    private @Nullable Process started;
    private int port;

    @AfterEach
    void end() {
        if (started != null) {
            started.destroyForcibly();
        }
    }

    private Process server() {
        return Objects.requireNonNull(started);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "03", "04"})
    void a_flood_leaves_a_server_as_it_was(String number) throws Exception {
        start(number);
        connectAndReset(1_000); // it has warmed up
        var before = resident();

        connectAndReset(CONNECTS);
        var afterConnects = resident();
        sendMangledRequests();
        fillStore();
        neverRead();

        System.out.printf(
                "lab %s: %,d KB resident, %,d KB after %,d connects, %,d KB at the end%n",
                number, before, afterConnects, CONNECTS, resident());
        assertThat(afterConnects - before).isLessThan(FOR_CONNECTIONS);
        assertThat(resident()).isLessThan(MOST_RESIDENT);
        assertThat(asks("PING\r\n")).isEqualTo("+PONG\r\n");
    }

    private void start(String number) throws IOException {
        var kit = new TestKit(home).kit();
        var command = new ArrayList<>(new LabClasses(kit).command(kit.labs().find(number)));
        command.add(1, "-Xmx512m");
        command.addAll(List.of("--port", "0", "--max-memory", "200mb"));
        var server =
                new ProcessBuilder(command)
                        .redirectError(home.resolve("server.log").toFile())
                        .start();
        started = server;
        var line = server.inputReader().readLine();
        var listens = LISTENS.matcher(String.valueOf(line));
        assertThat(listens.matches()).as(line).isTrue();
        port = Integer.parseInt(listens.group(1));
        Thread.ofPlatform().daemon().start(() -> drain(server.getInputStream()));
    }

    private static void drain(InputStream printed) {
        try {
            printed.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            return;
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** Half of them say something first. */
    private void connectAndReset(int times) throws IOException {
        for (var number = 0; number < times; number++) {
            try (var client = connect()) {
                if (number % 2 == 0) {
                    client.getOutputStream().write("PING\r\nSET a".getBytes(ISO_8859_1));
                }
                client.setSoLinger(true, 0); // close(2) sends a reset
            }
        }
        assertThat(asks("PING\r\n")).isEqualTo("+PONG\r\n");
    }

    private void sendMangledRequests() throws IOException {
        var random = new Random(20_261_130);
        for (var number = 0; number < MANGLED; number++) {
            var bytes = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n".getBytes(ISO_8859_1);
            for (var damage = 0; damage < 4; damage++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try (var client = connect()) {
                client.getOutputStream().write(bytes);
                client.setSoLinger(true, 0);
            }
        }
        assertThat(asks("PING\r\n")).isEqualTo("+PONG\r\n");
    }

    private void fillStore() throws IOException {
        var value = "x".repeat(1_000_000);
        try (var client = connect()) {
            for (var number = 0; number < 300; number++) {
                var set = "*3\r\n$3\r\nSET\r\n$5\r\nk%04d\r\n$1000000\r\n".formatted(number);
                client.getOutputStream().write((set + value + "\r\n").getBytes(ISO_8859_1));
                if (reply(client).startsWith("-OOM command not allowed")) {
                    break;
                }
            }
        }
        assertThat(asks("SET one more\r\n")).isEqualTo("+OK\r\n"); // a small one has room
        assertThat(asks("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000000\r\n" + value + "\r\n"))
                .isEqualTo("-OOM command not allowed when used memory > 'maxmemory'.\r\n");
        assertThat(asks("FLUSHALL\r\n")).isEqualTo("+OK\r\n");
    }

    /** Ten clients, one after the other, ask for ten times 100 MB each, and never read. */
    private void neverRead() throws IOException {
        var big = "y".repeat(BIG);
        assertThat(asks("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + BIG + "\r\n" + big + "\r\n"))
                .isEqualTo("+OK\r\n");
        for (var number = 0; number < 10; number++) {
            try (var client = connect()) {
                client.getOutputStream().write("GET big\r\n".repeat(10).getBytes(ISO_8859_1));
                TestKit.await("the server sleeps in its send", () -> hasUnread(client));
                client.setSoLinger(true, 0);
            }
        }
    }

    private boolean hasUnread(Socket client) {
        return TcpSocket.end(TcpSocket.all(), client.getLocalPort(), port)
                .filter(end -> end.unread() > 60_000)
                .isPresent();
    }

    private String asks(String request) throws IOException {
        try (var client = connect()) {
            client.getOutputStream().write(request.getBytes(ISO_8859_1));
            return reply(client);
        }
    }

    private static String reply(Socket client) throws IOException {
        var line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            var next = client.getInputStream().read();
            if (next < 0) {
                break;
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** What the server has in RAM, in KB. */
    private long resident() {
        return ProcFile.read(server().pid(), "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
