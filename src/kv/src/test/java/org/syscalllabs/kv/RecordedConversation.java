package org.syscalllabs.kv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client of a real, empty redis-server said, and what that replied: recorded in {@code
 * conversations.txt} by {@code src/test/redis/record}, which also tells the file's form.
 */
record RecordedConversation(String title, List<Turn> turns) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    /** One character is one byte. */
    record Turn(String request, StringBuilder replies) {}

    static List<RecordedConversation> all() {
        var all = new ArrayList<RecordedConversation>();
        for (var line : lines()) {
            if (line.startsWith("== ")) {
                all.add(new RecordedConversation(line.substring(3), new ArrayList<>()));
            } else if (line.startsWith("> ")) {
                var request = unescaped(line.substring(2)) + "\r\n";
                all.getLast().turns.add(new Turn(request, new StringBuilder()));
            } else if (line.startsWith("<")) {
                var replies = all.getLast().turns.getLast().replies;
                replies.append(unescaped(line.replaceFirst("^< ?", ""))).append("\r\n");
            } else if (line.equals("closes")) {
                all.getLast().turns.getLast().replies.append("closes");
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                throw new IllegalArgumentException("conversations.txt: " + line);
            }
        }
        return all;
    }

    private static List<String> lines() {
        try (var in = RecordedConversation.class.getResourceAsStream("conversations.txt")) {
            var bytes = Objects.requireNonNull(in, "conversations.txt").readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> {
                    var what = escape.group(1);
                    return Matcher.quoteReplacement(
                            switch (what.charAt(0)) {
                                case 'r' -> "\r";
                                case 'n' -> "\n";
                                case 't' -> "\t";
                                case 'x' -> character(what.substring(1));
                                default -> what;
                            });
                });
    }

    private static String character(String hex) {
        return Character.toString(Integer.parseInt(hex, 16));
    }
}
