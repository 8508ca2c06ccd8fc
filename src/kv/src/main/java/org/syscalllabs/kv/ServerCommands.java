package org.syscalllabs.kv;

final class ServerCommands {
    private ServerCommands() {}

    static Reply ping(Call call) {
        return switch (call.size()) {
            case 1 -> new Reply.Status("PONG");
            case 2 -> Reply.bulk(call.bytes(1));
            default -> throw CommandError.wrongNumberOfArguments("ping");
        };
    }
}
