package org.syscalllabs.kv;

import java.util.List;
import java.util.Locale;

/** A command refuses what it was given; the client is told, and the connection lives on. */
final class CommandError extends RuntimeException {

    static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

    static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
    static final String SYNTAX = "ERR syntax error";

    private final String text;

    /**
     * @param reply the error as the client reads it: {@code ERR syntax error}
     */
    CommandError(String reply) {
        // An everyday answer to a client, not a fault of the server: no stack trace.
        super(reply, null, false, false);
        // An error is one line, whatever the client's bytes in it are.
        text = reply.replaceFirst("[\r\n]+\\z", "").replace('\r', ' ').replace('\n', ' ');
    }

    static CommandError wrongNumberOfArguments(String command) {
        return new CommandError("ERR wrong number of arguments for '" + command + "' command");
    }

    static CommandError invalidExpireTime(String command) {
        return new CommandError("ERR invalid expire time in '" + command + "' command");
    }

    static CommandError unknownCommand(String name, List<byte[]> request) {
        var arguments = new StringBuilder();
        for (var i = 1; i < request.size() && arguments.length() < 128; i++) {
            var argument = shown(Invocation.text(request.get(i)), 128 - arguments.length());
            arguments.append('\'').append(argument).append("' ");
        }
        return new CommandError(
                "ERR unknown command '%s', with args beginning with: %s"
                        .formatted(shown(name, 128), arguments));
    }

    /** So much of a client's bytes as an error repeats: Redis' strings end at a zero byte. */
    static String shown(String text, int atMost) {
        var zero = text.indexOf('\0');
        return text.substring(0, Math.min(atMost, zero < 0 ? text.length() : zero));
    }

    static CommandError unknownSubcommand(Invocation invocation) {
        return new CommandError(
                "ERR unknown subcommand '%s'. Try %s HELP."
                        .formatted(
                                shown(invocation.text(1), 128),
                                invocation.command().name().toUpperCase(Locale.ROOT)));
    }

    Reply reply() {
        return new Reply.Failure(text);
    }
}
