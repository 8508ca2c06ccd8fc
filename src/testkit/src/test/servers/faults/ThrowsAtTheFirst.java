import java.io.IOException;

/** Wrong: throws at the first request, in whatever form it comes. */
final class ThrowsAtTheFirst {
    public static void main(String[] args) throws IOException {
        try (var listener = Store.listen()) {
            while (true) {
                try (var connection = listener.accept()) {
                    Store.serve(connection, ThrowsAtTheFirst::answer);
                }
            }
        }
    }

    private static String answer(String line) {
        return Store.reply(parse(line)) + "\n";
    }

    private static String[] parse(String line) {
        throw new UnsupportedOperationException("parse() is not written yet");
    }
}
