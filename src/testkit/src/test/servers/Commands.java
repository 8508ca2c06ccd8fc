import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tiny store behind the Java servers of this folder: PING, SET, GET, DEL and INCR. Java 17 and
 * later. Not a server itself.
 */
final class Commands {
    private static final Map<String, String> STORE = new ConcurrentHashMap<>();

    private Commands() {}

    static InetSocketAddress address() {
        var environment = System.getenv();
        return new InetSocketAddress(
                environment.getOrDefault("HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("PORT", "6379")));
    }

    static ServerSocket listen() throws IOException {
        var listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(address());
        return listener;
    }

    /** The reply to one inline command, as Redis writes it. */
    static byte[] reply(String line) {
        var words = line.strip().split("\\s+");
        var reply =
                switch (words[0].toUpperCase()) {
                    case "PING" -> "+PONG\r\n";
                    case "SET" -> {
                        STORE.put(words[1], words[2]);
                        yield "+OK\r\n";
                    }
                    case "GET" -> {
                        var value = STORE.get(words[1]);
                        yield value == null
                                ? "$-1\r\n"
                                : "$" + value.getBytes(StandardCharsets.UTF_8).length + "\r\n"
                                        + value + "\r\n";
                    }
                    case "DEL" -> STORE.remove(words[1]) == null ? ":0\r\n" : ":1\r\n";
                    case "INCR" -> ":" + STORE.merge(words[1], "1", Commands::add) + "\r\n";
                    default -> "-ERR unknown command\r\n";
                };
        return reply.getBytes(StandardCharsets.UTF_8);
    }

    private static String add(String left, String right) {
        return String.valueOf(Long.parseLong(left) + Long.parseLong(right));
    }

    /** Answers one client until it leaves. */
    static void serve(Socket connection) {
        try (connection;
                var lines = connection.getInputStream()) {
            var line = new StringBuilder();
            var piece = new byte[4096];
            int length;
            while ((length = lines.read(piece)) > 0) {
                for (var i = 0; i < length; i++) {
                    if (piece[i] != '\n') {
                        line.append((char) (piece[i] & 0xff));
                        continue;
                    }
                    connection.getOutputStream().write(reply(line.toString()));
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            // It left and said nothing.
        }
    }
}
