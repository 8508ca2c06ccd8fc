package org.syscalllabs.kv;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** The real redis-server, on a port of its own, with nothing saved. */
final class RedisServer implements AutoCloseable {

    private static final byte[] MARKER = Peer.array("ECHO", "-marker-");
    private static final String MARKED = "$8\r\n-marker-\r\n";

    private final Process process;
    private final int port;

    /** Whether redis-server is on the PATH: a condition for {@code @EnabledIf}. */
    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Path.of(folder, "redis-server").toFile().canExecute());
    }

    RedisServer(Path folder) throws IOException, InterruptedException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        process =
                new ProcessBuilder(
                                "redis-server",
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--save",
                                "",
                                "--appendonly",
                                "no",
                                "--logfile",
                                "redis.log")
                        .directory(folder.toFile())
                        .start();
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!listens()) {
            if (System.nanoTime() > deadline || process.waitFor(20, TimeUnit.MILLISECONDS)) {
                close();
                throw new IOException("redis-server did not listen on " + port + " within 20 s");
            }
        }
    }

    private boolean listens() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    Conversation connect() throws IOException {
        return new Conversation(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
    }

    /** One connection. */
    static final class Conversation implements AutoCloseable {

        private final Socket socket;
        private boolean closedByServer;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
        }

        /**
         * The replies to these bytes: all that comes before the reply to a marker that is sent
         * after them, or before the end, when redis-server closes instead.
         */
        String asks(byte[] bytes) throws IOException {
            var replies = new StringBuilder();
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().write(MARKER);
                var chunk = new byte[64 * 1024];
                while (!replies.toString().endsWith(MARKED)) {
                    var count = socket.getInputStream().read(chunk);
                    if (count < 0) {
                        closedByServer = true;
                        return replies.toString();
                    }
                    replies.append(new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketTimeoutException nothingCame) {
                throw new IOException(
                        "redis-server was silent for 20 s after: " + replies, nothingCame);
            } catch (SocketException reset) {
                closedByServer = true;
                return replies.toString();
            }
            replies.setLength(replies.length() - MARKED.length());
            return replies.toString();
        }

        boolean isClosedByServer() {
            return closedByServer;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
