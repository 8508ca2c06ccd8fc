package org.syscalllabs.cli.repair;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program of every service in an exercise: {@code Service NAME [--listen ADDRESS] [--upstream
 * ADDRESS]}. It listens, refuses whatever it is asked, and is a client of its upstream, once. What
 * ps should not tell is in the environment.
 */
final class Service {
    /** Where it listens, as {@code 127.0.0.1:6379}, when its arguments don't say. */
    static final String LISTEN = "LISTEN";

    /** Set: it listens nowhere itself, but keeps a child that does. */
    static final String KEEPS_A_CHILD = "KEEPS_A_CHILD";

    private static final String TOLD_TO_END = "asked to end, and ends";
    private static final int ATTEMPTS = 500;
    private static final long BETWEEN_ATTEMPTS = 20;
    private static final long BETWEEN_CHILDREN = 200;

    private Service() {}

    static void main(String[] args) throws IOException, InterruptedException {
        // The JVM runs this on SIGTERM, SIGINT and SIGHUP; on SIGKILL it runs nothing.
        var onExit = new Thread(() -> IO.println(TOLD_TO_END));
        Runtime.getRuntime().addShutdownHook(onExit);
        if (System.getenv(KEEPS_A_CHILD) != null) {
            keepChild();
        }
        var options = List.of(args);
        var upstream = value(options, "--upstream", "");
        if (!upstream.isEmpty()) {
            Thread.ofPlatform().start(() -> beClient(address(upstream)));
        }
        listen(args[0], address(value(options, "--listen", System.getenv(LISTEN))));
    }

    /** Whether a service that writes this log was asked to end; one that was killed was not. */
    static boolean wasAsked(Path log) throws IOException {
        return Files.readString(log).contains(TOLD_TO_END);
    }

    /** Why a service that writes this log ended by itself: of a stack trace, the first line. */
    static String cause(Path log) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("Exception in thread "))
                    .map(line -> line.replaceFirst(".*?\" ", ""))
                    .findFirst()
                    .orElse("nothing");
        } catch (IOException | UncheckedIOException unreadable) {
            return "nothing";
        }
    }

    /** What a service of this name answers, whatever it is asked. */
    static String answer(String name) {
        return "-ERR this is " + name + ", and no server of a lab";
    }

    /** As an init system does, or the master of a server with worker processes. */
    private static void keepChild() throws IOException, InterruptedException {
        var command = Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1);
        var child = new ProcessBuilder(List.of(command).subList(0, command.length - 1)).inheritIO();
        child.environment().remove(KEEPS_A_CHILD);
        while (true) {
            var exit = child.start().waitFor();
            IO.println("the child ended, exit code " + exit + ": another one");
            Thread.sleep(BETWEEN_CHILDREN);
        }
    }

    private static void listen(String name, InetSocketAddress address) throws IOException {
        // Java sets SO_REUSEADDR by itself: old connections are not in this listener's way.
        try (var listener = ServerSocketChannel.open(family(address)).bind(address)) {
            while (true) {
                var client = listener.accept();
                // Should this process end, its connections are reset: none is left in TIME_WAIT.
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                Thread.ofPlatform().daemon().start(() -> refuse(name, client));
            }
        }
    }

    private static void refuse(String name, SocketChannel client) {
        try (client) {
            var request = ByteBuffer.allocate(4096);
            while (client.read(request.clear()) >= 0) {
                client.write(ByteBuffer.wrap((answer(name) + "\r\n").getBytes(UTF_8)));
            }
        } catch (IOException gone) {
            IO.println("a client has gone: " + gone.getMessage());
        }
    }

    /**
     * Connects, and stays until the other end goes. It connects once: later another process may
     * have that address.
     */
    private static void beClient(InetSocketAddress upstream) {
        try (var socket = connect(upstream)) {
            IO.println("connected to " + upstream);
            while (socket.read(ByteBuffer.allocate(4096)) >= 0) {}
            IO.println("upstream has closed the connection");
        } catch (IOException | InterruptedException gone) {
            IO.println("upstream has gone: " + gone.getMessage());
        }
    }

    private static SocketChannel connect(SocketAddress upstream)
            throws IOException, InterruptedException {
        for (var attempt = 1; ; attempt++) {
            try {
                return SocketChannel.open(upstream);
            } catch (ConnectException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(BETWEEN_ATTEMPTS); // it is starting too
            }
        }
    }

    private static StandardProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    private static InetSocketAddress address(String text) {
        var colon = text.lastIndexOf(':');
        var host = InetAddress.ofLiteral(text.substring(0, colon));
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    private static String value(List<String> options, String name, String otherwise) {
        var at = options.indexOf(name);
        return at < 0 ? otherwise : options.get(at + 1);
    }
}
