package org.syscalllabs.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests of all kinds, right and wrong, on few enough keys that they meet.
 *
 * <p>None depends on the time of day: times to live are minutes at least, or over at once.
 */
final class RandomRequest {

    private static final List<String> KEYS = List.of("a", "b", "c", "n", "", "\0\u00ff", "a b");
    private static final List<String> VALUES =
            List.of("1", "-5", "0", "", "x", "\r\n", "\u00ff\0", "9223372036854775807", "01", " 1");
    private static final List<String> NUMBERS =
            List.of(
                    "1",
                    "-1",
                    "0",
                    "5",
                    "+1",
                    "007",
                    "-0",
                    "",
                    "x",
                    "1.5",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "9223372036854775808",
                    "99999999999999999999999");
    private static final List<String> TIMES =
            List.of(
                    "100",
                    "100000",
                    "0",
                    "-1",
                    "x",
                    "",
                    "9223372036854775",
                    "-9223372036854775",
                    "9223372036854776",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808");
    private static final List<String> CONDITIONS = List.of("NX", "XX", "GET", "nx", "xX", "get");

    private final Random random;

    RandomRequest(Random random) {
        this.random = random;
    }

    byte[] next() {
        var words = new ArrayList<>(words());
        // One in ten has a word too many or too few.
        if (random.nextInt(20) == 0) {
            words.add(any(VALUES));
        } else if (random.nextInt(20) == 0 && words.size() > 1) {
            words.removeLast();
        }
        return random.nextInt(4) == 0 ? inline(words) : Peer.array(words.toArray(String[]::new));
    }

    private List<String> words() {
        return switch (random.nextInt(26)) {
            case 0, 1 -> List.of("GET", key());
            case 2, 3, 4, 5 -> set();
            case 6 -> List.of("INCR", key());
            case 7 -> List.of("decr", key());
            case 8 -> List.of("INCRBY", key(), any(NUMBERS));
            case 9 -> List.of("MSET", key(), any(VALUES), key(), any(VALUES));
            case 10 -> List.of("MGET", key(), key(), key());
            case 11 -> List.of("DEL", key(), key());
            case 12 -> List.of("EXISTS", key(), key());
            case 13 -> List.of("EXPIRE", key(), any(TIMES).replaceAll("^100000$", "1000"));
            case 14 -> List.of("PEXPIRE", key(), any(TIMES).replaceAll("^100$", "1000000"));
            case 15 -> List.of("PERSIST", key());
            case 16 -> List.of("TYPE", key());
            case 17 -> List.of("SELECT", any(List.of("0", "1", "15", "16", "-1", "x", "")));
            case 18 -> List.of("DBSIZE");
            case 19 -> random.nextInt(5) == 0 ? List.of("FLUSHALL") : List.of("TYPE", key());
            case 20 -> random.nextInt(5) == 0 ? List.of("FLUSHDB", "ASYNC") : List.of("dbsize");
            case 21 -> List.of("ECHO", any(VALUES));
            case 22 -> List.of("PING", any(VALUES));
            case 23 -> List.of(any(List.of("NOPE", "", "get ", "\u00ff", "G\0ET")), any(VALUES));
            case 24 ->
                    List.of(
                            any(List.of("CLIENT", "CONFIG", "COMMAND")),
                            any(List.of("GETNAME", "SETNAME", "nope", "GET", "")),
                            any(List.of("alice", "save", "")));
            default -> random.nextInt(4) == 0 ? List.of("RESET") : List.of("EXISTS", key());
        };
    }

    private List<String> set() {
        var words = new ArrayList<>(List.of("SET", key(), any(VALUES)));
        for (var i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0, 1 -> words.add(any(CONDITIONS));
                case 2 -> words.add("KEEPTTL");
                case 3 -> {
                    words.add(any(List.of("EX", "px", "Ex", "PX")));
                    words.add(any(TIMES).replaceAll("^100$", "1000000"));
                }
                default -> words.add(any(List.of("FOO", "", "EX", "EXAT")));
            }
        }
        return words;
    }

    private String key() {
        return any(KEYS);
    }

    private String any(List<String> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private static byte[] inline(List<String> words) {
        var line = new StringBuilder();
        for (var word : words) {
            line.append('"');
            for (var next : Peer.latin1(word)) {
                line.append("\\x%02x".formatted(next));
            }
            line.append("\" ");
        }
        return Peer.latin1(line + "\r\n");
    }
}
