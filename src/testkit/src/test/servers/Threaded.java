import java.io.IOException;

/** Concurrent: a new platform thread for every client. */
final class Threaded {
    public static void main(String[] args) throws IOException {
        try (var listener = Commands.listen()) {
            while (true) {
                var connection = listener.accept();
                new Thread(() -> Commands.serve(connection)).start();
            }
        }
    }
}
