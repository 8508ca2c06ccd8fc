package org.syscalllabs.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Pattern;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.Request;
import org.syscalllabs.testkit.protocol.Words;

/** Whether a reply shows that the server has understood how a request was written. */
final class Understanding {
    /** How errors begin in servers of plain lines: ERR, ERROR, Unknown command, Invalid … */
    private static final Pattern ERROR =
            Pattern.compile("(?i)\\W*(err|error|unknown|invalid|unsupported|bad|usage|wrong)\\b.*");

    private Understanding() {}

    /**
     * Whether it has: it answers, or refuses a command that it names. A server that takes the whole
     * line for the command's name has not understood the line.
     */
    static boolean isOf(Request request, Reply reply) {
        return switch (reply) {
            case Reply.Failure(var text) ->
                    Words.meansNothing(reply) || namesTheCommand(request, text);
            case Reply.PlainLine(var text) ->
                    !ERROR.matcher(text).matches()
                            || Words.meansNothing(reply)
                            || namesTheCommand(request, text);
            case Reply.Malformed _ -> false;
            case Reply.Status _,
                    Reply.Whole _,
                    Reply.Fraction _,
                    Reply.Truth _,
                    Reply.Value _,
                    Reply.Nil _,
                    Reply.Items _ ->
                    true;
        };
    }

    private static boolean namesTheCommand(Request request, String text) {
        var shown = text.toLowerCase(Locale.ROOT);
        var command = request.command().toLowerCase(Locale.ROOT);
        return shown.contains(command)
                && (request.words().size() == 1
                        || !shown.contains(command + " " + lower(request.words().get(1))));
    }

    private static String lower(byte[] word) {
        return new String(word, UTF_8).toLowerCase(Locale.ROOT);
    }

    /** Whether every server of the labs should answer it without an error. */
    static boolean isExpectedOf(Request request) {
        var arguments = request.words().size() - 1;
        return switch (request.command().toUpperCase(Locale.ROOT)) {
            case "GET" -> arguments == 1;
            case "SET" -> arguments == 2;
            case "PING" -> arguments <= 1;
            default -> false;
        };
    }
}
