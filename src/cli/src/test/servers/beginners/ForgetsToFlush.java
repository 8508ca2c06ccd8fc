import java.io.*;
import java.net.*;

/** A PrintWriter that nobody flushes. */
class ForgetsToFlush {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (ServerSocket listener = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                try (Socket client = listener.accept()) {
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(client.getInputStream()));
                    PrintWriter out = new PrintWriter(client.getOutputStream());
                    while (in.readLine() != null) {
                        out.print("+OK\r\n");
                    }
                }
            }
        }
    }
}
