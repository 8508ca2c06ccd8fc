package org.syscalllabs.testkit.protocol;

import java.util.List;
import java.util.Locale;

/**
 * What servers of plain lines say for "done" and for "there is no such value". It serves to explain
 * a reply that a check does not take, never to take one.
 */
public final class Words {
    private static final List<String> OK =
            List.of(
                    "ok", "okay", "stored", "saved", "set", "created", "updated", "done", "success",
                    "ack", "true", "yes", "1");

    private static final List<String> NOTHING =
            List.of(
                    "",
                    "(nil)",
                    "nil",
                    "null",
                    "(null)",
                    "none",
                    "undefined",
                    "not_found",
                    "not found",
                    "notfound",
                    "key not found",
                    "no such key",
                    "missing",
                    "empty",
                    "(empty)",
                    "end",
                    "false",
                    "0",
                    "-1",
                    "$-1");

    private Words() {}

    /** Whether the server probably means that it has done what was asked. */
    public static boolean meansOk(Reply reply) {
        return switch (reply) {
            case Reply.Status _, Reply.PlainLine _, Reply.Value _ -> OK.contains(word(reply));
            case Reply.Whole(var value) -> value.signum() > 0;
            case Reply.Truth(var value) -> value;
            case Reply.Failure _, Reply.Fraction _, Reply.Nil _, Reply.Items _, Reply.Malformed _ ->
                    false;
        };
    }

    /** Whether the server probably means that there is no such value. */
    public static boolean meansNothing(Reply reply) {
        return switch (reply) {
            case Reply.Nil _ -> true;
            case Reply.Status _, Reply.PlainLine _, Reply.Value _ -> NOTHING.contains(word(reply));
            case Reply.Failure(var text) ->
                    NOTHING.stream()
                            .filter(word -> word.length() > 5)
                            .anyMatch(text.toLowerCase(Locale.ROOT)::contains);
            case Reply.Whole(var value) -> value.signum() <= 0;
            case Reply.Truth(var value) -> !value;
            case Reply.Items(_, var items) -> items.isEmpty();
            case Reply.Fraction _, Reply.Malformed _ -> false;
        };
    }

    /** In lower case, without quotes, blanks and a full stop around it. */
    private static String word(Reply reply) {
        return reply.unquoted().strip().replaceFirst("[.!]$", "").toLowerCase(Locale.ROOT);
    }
}
