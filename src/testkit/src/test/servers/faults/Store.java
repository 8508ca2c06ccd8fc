import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What the Java servers of this folder share: SET and GET as lines. Not a server itself. */
final class Store {
    private static final Map<String, String> VALUES = new HashMap<>();

    private Store() {}

    static ServerSocket listen() throws IOException {
        var host = InetAddress.getByName(System.getenv().getOrDefault("HOST", "127.0.0.1"));
        var port = Integer.parseInt(System.getenv().getOrDefault("PORT", "6379"));
        return new ServerSocket(port, 128, host);
    }

    /** The reply to the words of one line, without its end. */
    static String reply(String[] words) {
        return switch (words[0].toUpperCase()) {
            case "SET" -> {
                VALUES.put(words[1], words[2]);
                yield "OK";
            }
            case "GET" -> VALUES.getOrDefault(words[1], "(nil)");
            default -> "ERR";
        };
    }

    /** Answers one client until it leaves. A line comes in one piece. */
    static void serve(Socket connection, Function<String, String> answer) throws IOException {
        var piece = new byte[1024];
        for (int length; (length = connection.getInputStream().read(piece)) > 0; ) {
            var line = new String(piece, 0, length, StandardCharsets.UTF_8);
            connection.getOutputStream().write(answer.apply(line).getBytes());
        }
    }
}
