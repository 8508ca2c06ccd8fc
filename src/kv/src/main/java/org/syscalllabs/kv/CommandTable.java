package org.syscalllabs.kv;

import static org.syscalllabs.kv.Command.Keys.ALL;
import static org.syscalllabs.kv.Command.Keys.EVERY_OTHER;
import static org.syscalllabs.kv.Command.Keys.FIRST;
import static org.syscalllabs.kv.Command.Keys.NONE;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that a client can ask for. To add a command, write its method and its row. */
final class CommandTable {

    private static final String HANDSHAKE = "noscript loading stale fast no_auth allow_busy";

    // spotless:off
    static final List<Command> ROWS = List.of(
        //  name       arity flags                 keys         done by                      since     group         summary
        row("get",       2, "readonly fast",       FIRST,       StringCommands::get,         "1.0.0",  "string",     "Get the value of a key"),
        row("set",      -3, "write denyoom",       FIRST,       StringCommands::set,         "1.0.0",  "string",     "Set the string value of a key"),
        row("mget",     -2, "readonly fast",       ALL,         StringCommands::mget,        "1.0.0",  "string",     "Get the values of all the given keys"),
        row("mset",     -3, "write denyoom",       EVERY_OTHER, StringCommands::mset,        "1.0.1",  "string",     "Set multiple keys to multiple values"),
        row("incr",      2, "write denyoom fast",  FIRST,       StringCommands::incr,        "1.0.0",  "string",     "Increment the integer value of a key by one"),
        row("decr",      2, "write denyoom fast",  FIRST,       StringCommands::decr,        "1.0.0",  "string",     "Decrement the integer value of a key by one"),
        row("incrby",    3, "write denyoom fast",  FIRST,       StringCommands::incrby,      "1.0.0",  "string",     "Increment the integer value of a key by the given amount"),

        row("del",      -2, "write",               ALL,         KeyCommands::del,            "1.0.0",  "generic",    "Delete a key"),
        row("exists",   -2, "readonly fast",       ALL,         KeyCommands::exists,         "1.0.0",  "generic",    "Determine if a key exists"),
        row("type",      2, "readonly fast",       FIRST,       KeyCommands::type,           "1.0.0",  "generic",    "Determine the type stored at key"),
        row("expire",   -3, "write fast",          FIRST,       KeyCommands::expire,         "1.0.0",  "generic",    "Set a key's time to live in seconds"),
        row("pexpire",  -3, "write fast",          FIRST,       KeyCommands::pexpire,        "2.6.0",  "generic",    "Set a key's time to live in milliseconds"),
        row("ttl",       2, "readonly fast",       FIRST,       KeyCommands::ttl,            "1.0.0",  "generic",    "Get the time to live for a key in seconds"),
        row("pttl",      2, "readonly fast",       FIRST,       KeyCommands::pttl,           "2.6.0",  "generic",    "Get the time to live for a key in milliseconds"),
        row("persist",   2, "write fast",          FIRST,       KeyCommands::persist,        "2.2.0",  "generic",    "Remove the expiration from a key"),

        row("ping",     -1, "fast",                NONE,        ConnectionCommands::ping,    "1.0.0",  "connection", "Ping the server"),
        row("echo",      2, "loading stale fast",  NONE,        ConnectionCommands::echo,    "1.0.0",  "connection", "Echo the given string"),
        row("select",    2, "loading stale fast",  NONE,        ConnectionCommands::select,  "1.0.0",  "connection", "Change the selected database for the current connection"),
        row("hello",    -1, HANDSHAKE,             NONE,        ConnectionCommands::hello,   "6.0.0",  "connection", "Handshake with Redis"),
        row("client",   -2, "",                    NONE,        ConnectionCommands::client,  "2.4.0",  "connection", "A container for client connection commands"),
        row("reset",     1, HANDSHAKE,             NONE,        ConnectionCommands::reset,   "6.2.0",  "connection", "Reset the connection"),
        row("quit",     -1, HANDSHAKE,             NONE,        ConnectionCommands::quit,    "1.0.0",  "connection", "Close the connection"),

        row("dbsize",    1, "readonly fast",       NONE,        ServerCommands::dbsize,      "1.0.0",  "server",     "Return the number of keys in the selected database"),
        row("flushall", -1, "write",               NONE,        ServerCommands::flushall,    "1.0.0",  "server",     "Remove all keys from all databases"),
        row("flushdb",  -1, "write",               NONE,        ServerCommands::flushdb,     "1.0.0",  "server",     "Remove all keys from the current database"),
        row("command",  -1, "loading stale",       NONE,        ServerCommands::command,     "2.8.13", "server",     "Get array of Redis command details"),
        row("config",   -2, "",                    NONE,        ServerCommands::config,      "2.0.0",  "server",     "A container for server configuration commands"),
        row("info",     -1, "loading stale",       NONE,        ServerCommands::info,        "1.0.0",  "server",     "Get information and statistics about the server"));
    // spotless:on

    private static final Map<String, Command> BY_NAME =
            ROWS.stream().collect(Collectors.toMap(Command::name, row -> row));

    private CommandTable() {}

    static @Nullable Command command(String lowerCaseName) {
        return BY_NAME.get(lowerCaseName);
    }

    private static Command row(
            String name,
            int arity,
            String flags,
            Command.Keys keys,
            Function<Invocation, Reply> action,
            String since,
            String group,
            String summary) {
        return new Command(name, arity, flags, keys, action, since, group, summary);
    }
}
