import java.io.IOException;

/** Wrong: splits at blanks and drops the \n alone, so that GET's key is "name\r". Blocking. */
final class KeepsTheCr {
    public static void main(String[] args) throws IOException {
        try (var listener = Store.listen()) {
            while (true) {
                try (var connection = listener.accept()) {
                    Store.serve(connection, KeepsTheCr::answer);
                }
            }
        }
    }

    private static String answer(String line) {
        return Store.reply(line.replace("\n", "").split(" ")) + "\n";
    }
}
