import java.io.IOException;
import java.net.Socket;

/** Wrong: takes one client only, and listens no more while it serves that one. */
final class StopsListening {
    public static void main(String[] args) throws IOException {
        Socket first;
        try (var listener = Commands.listen()) {
            first = listener.accept();
        }
        Commands.serve(first);
    }
}
