import java.io.*;
import java.net.*;

/** Reads until the client has left, and only then answers. */
class ReadsToTheEnd {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (ServerSocket listener = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                try (Socket client = listener.accept()) {
                    byte[] all = client.getInputStream().readAllBytes();
                    client.getOutputStream().write("+OK\r\n".getBytes());
                }
            }
        }
    }
}
