package org.syscalllabs.kv;

import static org.syscalllabs.kv.Command.Keys.FIRST;
import static org.syscalllabs.kv.Command.Keys.NONE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that a client can ask for. */
final class CommandTable {

    // spotless:off
    static final List<Command> ROWS = List.of(
        //          name       arity  flags                    keys   action                    summary
        new Command("set",      -3, "write denyoom",           FIRST, StringCommands::set,      "Set the string value of a key"),
        new Command("get",       2, "readonly fast",           FIRST, StringCommands::get,      "Get the value of a key"),
        new Command("ping",     -1, "fast",                    NONE,  ServerCommands::ping,     "Ping the server"));
    // spotless:on

    private static final Map<String, Command> BY_NAME = new LinkedHashMap<>();

    static {
        ROWS.forEach(command -> BY_NAME.put(command.name(), command));
    }

    private CommandTable() {}

    static @Nullable Command command(String lowerCaseName) {
        return BY_NAME.get(lowerCaseName);
    }
}
