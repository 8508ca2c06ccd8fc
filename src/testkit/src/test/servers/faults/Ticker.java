import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Right: blocking, one client at a time; a thread looks for expired keys each millisecond. */
final class Ticker {
    public static void main(String[] args) throws IOException {
        Executors.newScheduledThreadPool(1)
                .scheduleAtFixedRate(() -> {}, 0, 1, TimeUnit.MILLISECONDS);
        try (var listener = Store.listen()) {
            while (true) {
                try (var connection = listener.accept()) {
                    Store.serve(connection, line -> Store.reply(line.trim().split(" +")) + "\n");
                }
            }
        }
    }
}
