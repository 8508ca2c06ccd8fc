package org.syscalllabs.kv;

/** Commands on the connection itself: handshakes, its name, its database, its end. */
final class ConnectionCommands {

    private ConnectionCommands() {}

    static Reply ping(Invocation invocation) {
        return switch (invocation.size()) {
            case 1 -> new Reply.Status("PONG");
            case 2 -> Reply.bulk(invocation.bytes(1));
            default -> throw CommandError.wrongNumberOfArguments("ping");
        };
    }

    static Reply echo(Invocation invocation) {
        return Reply.bulk(invocation.bytes(1));
    }

    static Reply select(Invocation invocation) {
        var index = invocation.integer(1);
        if (index != (int) index) {
            throw new CommandError(
                    "ERR value is out of range, value must between -2147483648 and 2147483647");
        }
        if (index < 0 || index >= Store.DATABASES) {
            throw new CommandError("ERR DB index is out of range");
        }
        invocation.session().select((int) index);
        return Reply.OK;
    }

    static Reply quit(Invocation invocation) {
        invocation.session().closeAfterReplies();
        return Reply.OK;
    }

    static Reply reset(Invocation invocation) {
        invocation.session().reset();
        return new Reply.Status("RESET");
    }

    /**
     * {@code HELLO [version [AUTH user password] [SETNAME name]]}. There is RESP2, and no RESP3.
     */
    static Reply hello(Invocation invocation) {
        if (invocation.size() > 1) {
            var version = Decimal.parse(invocation.bytes(1));
            if (version == null) {
                throw new CommandError("ERR Protocol version is not an integer or out of range");
            }
            if (version != 2) {
                throw new CommandError("NOPROTO unsupported protocol version");
            }
        }
        for (var i = 2; i < invocation.size(); i++) {
            var after = invocation.size() - 1 - i;
            if (invocation.word(i).equals("auth") && after >= 2) {
                // There is one user, and no password: any will do.
                if (!invocation.text(i + 1).equals("default")) {
                    throw new CommandError(
                            "WRONGPASS invalid username-password pair or user is disabled.");
                }
                i += 2;
            } else if (invocation.word(i).equals("setname") && after >= 1) {
                invocation.session().rename(validName(invocation.bytes(i + 1)));
                i++;
            } else {
                var option = CommandError.shown(invocation.text(i), Integer.MAX_VALUE);
                throw new CommandError("ERR Syntax error in HELLO option '" + option + "'");
            }
        }
        return Reply.array(
                Reply.bulk("server"), Reply.bulk("redis"),
                Reply.bulk("version"), Reply.bulk(ServerCommands.REDIS_VERSION),
                Reply.bulk("proto"), Reply.number(2),
                Reply.bulk("id"), Reply.number(invocation.session().id()),
                Reply.bulk("mode"), Reply.bulk("standalone"),
                Reply.bulk("role"), Reply.bulk("master"),
                Reply.bulk("modules"), Reply.array());
    }

    static Reply client(Invocation invocation) {
        return switch (invocation.word(1)) {
            case "id" -> {
                invocation.mustHave(2);
                yield Reply.number(invocation.session().id());
            }
            case "getname" -> {
                invocation.mustHave(2);
                var name = invocation.session().name();
                yield name.length == 0 ? Reply.NIL : Reply.bulk(name);
            }
            case "setname" -> {
                invocation.mustHave(3);
                invocation.session().rename(validName(invocation.bytes(2)));
                yield Reply.OK;
            }
            case "setinfo" -> {
                // Libraries tell their name and version; nothing here asks for it.
                invocation.mustHave(4);
                yield Reply.OK;
            }
            case "help" -> {
                invocation.mustHave(2);
                yield Reply.lines(
                        "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                        "GETNAME",
                        "    Return the name of the current connection.",
                        "ID",
                        "    Return the ID of the current connection.",
                        "SETINFO <attribute> <value>",
                        "    Take the client library's name or version, and forget it.",
                        "SETNAME <name>",
                        "    Assign the name <name> to the current connection.",
                        "HELP",
                        "    Print this help.");
            }
            default -> throw CommandError.unknownSubcommand(invocation);
        };
    }

    private static byte[] validName(byte[] name) {
        for (var letter : name) {
            if (letter < '!' || letter > '~') {
                throw new CommandError(
                        "ERR Client names cannot contain spaces, newlines or special characters.");
            }
        }
        return name;
    }
}
