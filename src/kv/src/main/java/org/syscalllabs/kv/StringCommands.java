package org.syscalllabs.kv;

final class StringCommands {
    private StringCommands() {}

    static Reply get(Call call) {
        var entry = call.database().entry(call.key(1));
        return entry == null ? Reply.NIL : Reply.bulk(entry.value());
    }

    static Reply set(Call call) {
        call.database().put(call.key(1), call.bytes(2), Database.NEVER);
        return Reply.OK;
    }
}
