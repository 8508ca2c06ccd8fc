import java.io.IOException;

/** Concurrent: a new virtual thread for every client. Java 21 and later. */
final class VirtualThreads {
    public static void main(String[] args) throws IOException {
        try (var listener = Commands.listen()) {
            while (true) {
                var connection = listener.accept();
                Thread.ofVirtual().start(() -> Commands.serve(connection));
            }
        }
    }
}
