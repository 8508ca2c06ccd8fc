import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/** Right: blocking, one client at a time. A line that does not begin with * is skipped. */
final class BlockingResp {
    private static final Map<String, String> STORE = new HashMap<>();
    private static final Map<String, Long> EXPIRES = new HashMap<>();

    public static void main(String[] args) throws IOException {
        var env = System.getenv();
        var port = Integer.parseInt(env.getOrDefault("PORT", "6379"));
        var host = InetAddress.getByName(env.getOrDefault("HOST", "127.0.0.1"));
        try (var listener = new ServerSocket(port, 128, host)) {
            while (true) {
                try (var connection = listener.accept()) {
                    serve(connection);
                } catch (IOException e) {
                    System.err.println(e.getMessage());
                }
            }
        }
    }

    private static void serve(Socket connection) throws IOException {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream()));
        for (String line; (line = in.readLine()) != null; ) {
            if (!line.startsWith("*")) {
                continue;
            }
            var words = new String[Integer.parseInt(line.substring(1))];
            for (var i = 0; i < words.length; i++) {
                in.readLine(); // $ and the length
                words[i] = in.readLine();
            }
            connection.getOutputStream().write(execute(words).getBytes());
        }
    }

    private static String execute(String[] words) {
        return switch (words[0].toUpperCase()) {
            case "PING" -> "+PONG\r\n";
            case "ECHO" -> bulk(words[1]);
            case "SET" -> {
                STORE.put(words[1], words[2]);
                EXPIRES.remove(words[1]);
                if (words.length == 5) {
                    EXPIRES.put(words[1], System.currentTimeMillis() + Long.parseLong(words[4]));
                }
                yield "+OK\r\n";
            }
            case "GET" -> {
                var expires = EXPIRES.getOrDefault(words[1], Long.MAX_VALUE);
                yield bulk(expires < System.currentTimeMillis() ? null : STORE.get(words[1]));
            }
            default -> "-ERR unknown command\r\n";
        };
    }

    private static String bulk(String value) {
        return value == null ? "$-1\r\n" : "$" + value.length() + "\r\n" + value + "\r\n";
    }
}
