import java.io.IOException;

/** Right: blocking, one client at a time, on java.net. */
final class Blocking {
    public static void main(String[] args) throws IOException {
        try (var listener = Commands.listen()) {
            while (true) {
                Commands.serve(listener.accept());
            }
        }
    }
}
