package org.syscalllabs.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Commands on the server as a whole, and what it tells of itself. */
final class ServerCommands {

    /** The Redis whose behaviour this server has; clients choose what to send by it. */
    static final String REDIS_VERSION = "7.0.15";

    /** What {@code redis-benchmark} and client libraries ask for. Nothing is ever saved. */
    private static final Map<String, String> PARAMETERS = anyCase();

    static {
        PARAMETERS.put("appendonly", "no");
        PARAMETERS.put("databases", Integer.toString(Store.DATABASES));
        PARAMETERS.put("proto-max-bulk-len", Integer.toString(RequestParser.MAX_BULK));
        PARAMETERS.put("save", "");
    }

    private static final Set<String> ALL_SECTIONS = Set.of("all", "everything", "default");

    private ServerCommands() {}

    static Reply dbsize(Invocation invocation) {
        return Reply.number(invocation.database().size());
    }

    static Reply flushall(Invocation invocation) {
        checkFlushOption(invocation);
        invocation.store().databases().forEach(Database::clear);
        return Reply.OK;
    }

    static Reply flushdb(Invocation invocation) {
        checkFlushOption(invocation);
        invocation.database().clear();
        return Reply.OK;
    }

    /** Either way the keys are gone at once, and the garbage collector frees them when it likes. */
    private static void checkFlushOption(Invocation invocation) {
        if (invocation.size() > 2
                || (invocation.size() == 2
                        && !Set.of("async", "sync").contains(invocation.word(1)))) {
            throw new CommandError(CommandError.SYNTAX);
        }
    }

    /** {@code INFO [section …]}: lines {@code name:value} below {@code # Section}. */
    static Reply info(Invocation invocation) {
        var wanted =
                invocation.arguments().stream()
                        .skip(1)
                        .map(section -> Invocation.text(section).toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        var all = wanted.isEmpty() || wanted.stream().anyMatch(ALL_SECTIONS::contains);
        var sections = new ArrayList<String>();
        if (all || wanted.contains("server")) {
            sections.add(serverSection(invocation));
        }
        if (all || wanted.contains("keyspace")) {
            sections.add(keyspaceSection(invocation));
        }
        return Reply.bulk(String.join("\r\n", sections));
    }

    private static String serverSection(Invocation invocation) {
        return """
        # Server
        redis_version:%s
        server_name:syscall-labs
        redis_mode:standalone
        process_id:%d
        uptime_in_seconds:%d
        """
                .formatted(
                        REDIS_VERSION,
                        ProcessHandle.current().pid(),
                        invocation.store().uptime().toSeconds())
                .replace("\n", "\r\n");
    }

    private static String keyspaceSection(Invocation invocation) {
        var lines = new StringBuilder("# Keyspace\r\n");
        for (var i = 0; i < Store.DATABASES; i++) {
            var database = invocation.store().database(i);
            if (database.size() > 0) {
                lines.append(
                        "db%d:keys=%d,expires=%d,avg_ttl=0\r\n"
                                .formatted(i, database.size(), database.expiring()));
            }
        }
        return lines.toString();
    }

    /** {@code CONFIG GET name …}; of Redis' patterns, {@code *} alone. */
    static Reply config(Invocation invocation) {
        return switch (invocation.word(1)) {
            case "get" -> {
                if (invocation.size() < 3) {
                    throw CommandError.wrongNumberOfArguments("config|get");
                }
                var found = anyCase();
                for (var i = 2; i < invocation.size(); i++) {
                    var name = invocation.text(i);
                    if (name.equals("*")) {
                        found.putAll(PARAMETERS);
                    } else if (PARAMETERS.containsKey(name)) {
                        found.putIfAbsent(name, PARAMETERS.get(name));
                    }
                }
                var pairs = new ArrayList<Reply>();
                found.forEach((name, value) -> {
                    pairs.add(Reply.bulk(name));
                    pairs.add(Reply.bulk(value));
                });
                yield Reply.array(pairs);
            }
            case "help" -> {
                invocation.mustHave(2);
                yield Reply.lines(
                        "CONFIG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                        "GET <name> [<name> ...]",
                        "    Return parameters by their names, or all of them: *.",
                        "HELP",
                        "    Print this help.");
            }
            default -> throw CommandError.unknownSubcommand(invocation);
        };
    }

    /** Names in any case find each other, and stay as they were written. */
    private static Map<String, String> anyCase() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    /** What the server can do. {@code redis-cli} makes its hints of it. */
    static Reply command(Invocation invocation) {
        if (invocation.size() == 1) {
            return Reply.array(CommandTable.ROWS.stream().map(Command::info).toList());
        }
        return switch (invocation.word(1)) {
            case "count" -> {
                invocation.mustHave(2);
                yield Reply.number(CommandTable.ROWS.size());
            }
            case "info" -> {
                var rows = new ArrayList<Reply>();
                for (var command : named(invocation)) {
                    rows.add(command == null ? Reply.NIL : command.info());
                }
                yield Reply.array(rows);
            }
            case "docs" -> {
                var pairs = new ArrayList<Reply>();
                for (var command : named(invocation)) {
                    if (command != null) {
                        pairs.add(Reply.bulk(command.name()));
                        pairs.add(command.docs());
                    }
                }
                yield Reply.array(pairs);
            }
            case "help" -> {
                invocation.mustHave(2);
                yield Reply.lines(
                        "COMMAND [<subcommand> [<arg> [value] [opt] ...]]. Subcommands are:",
                        "(no subcommand)",
                        "    Return details about all commands.",
                        "COUNT",
                        "    Return the total number of commands in this server.",
                        "DOCS [<command-name> ...]",
                        "    Return documentation of these commands, or of all.",
                        "INFO [<command-name> ...]",
                        "    Return details about these commands, or about all.",
                        "HELP",
                        "    Print this help.");
            }
            default -> throw CommandError.unknownSubcommand(invocation);
        };
    }

    /** The commands that the words from the third on name, null for an unknown one; else all. */
    private static List<@Nullable Command> named(Invocation invocation) {
        if (invocation.size() == 2) {
            return new ArrayList<>(CommandTable.ROWS);
        }
        var commands = new ArrayList<@Nullable Command>();
        for (var i = 2; i < invocation.size(); i++) {
            commands.add(CommandTable.command(invocation.word(i)));
        }
        return commands;
    }
}
