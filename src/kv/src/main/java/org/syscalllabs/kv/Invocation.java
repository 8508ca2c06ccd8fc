package org.syscalllabs.kv;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One request on its way through the server.
 *
 * @param arguments the command's name first, as C programs have it in {@code argv}
 */
record Invocation(Command command, List<byte[]> arguments, Session session, Store store) {

    int size() {
        return arguments.size();
    }

    /** How many bytes all words have. */
    long length() {
        long sum = 0;
        for (var word : arguments) {
            sum += word.length;
        }
        return sum;
    }

    byte[] bytes(int index) {
        return arguments.get(index);
    }

    Key key(int index) {
        return new Key(arguments.get(index));
    }

    /** One character for one byte. */
    String text(int index) {
        return text(arguments.get(index));
    }

    /** As {@code text}, in lower case: names and options may be written in any case. */
    String word(int index) {
        return text(index).toLowerCase(Locale.ROOT);
    }

    long integer(int index) {
        var value = Decimal.parse(arguments.get(index));
        if (value == null) {
            throw new CommandError(CommandError.NOT_AN_INTEGER);
        }
        return value;
    }

    /** For a subcommand, which has a number of words of its own. */
    void mustHave(int words) {
        if (size() != words) {
            throw CommandError.wrongNumberOfArguments(command.name() + "|" + word(1));
        }
    }

    Database database() {
        return store.database(session.databaseIndex());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
