package org.syscalllabs.kv;

import java.util.ArrayList;

/** Commands on values. A value is never changed in place: replies on their way may share it. */
final class StringCommands {

    private StringCommands() {}

    static Reply get(Call call) {
        return value(call, 1);
    }

    static Reply mget(Call call) {
        var values = new ArrayList<Reply>();
        for (int i = 1; i < call.size(); i++) {
            values.add(value(call, i));
        }
        return Reply.array(values);
    }

    static Reply mset(Call call) {
        if (call.size() % 2 == 0) {
            throw CommandError.wrongNumberOfArguments("mset");
        }
        for (int i = 1; i < call.size(); i += 2) {
            call.database().put(call.key(i), call.bytes(i + 1), Database.NEVER);
        }
        return Reply.OK;
    }

    static Reply set(Call call) {
        var options = SetOptions.of(call);
        var database = call.database();
        var key = call.key(1);
        var old = database.entry(key);
        boolean wanted = old == null ? !options.onlyIfPresent() : !options.onlyIfAbsent();
        if (wanted) {
            long expiresAt =
                    old != null && options.keepsExpiry() ? old.expiresAt() : options.expiresAt();
            database.put(key, call.bytes(2), expiresAt);
        }
        if (options.repliesOldValue()) {
            return old == null ? Reply.NIL : Reply.bulk(old.value());
        }
        return wanted ? Reply.OK : Reply.NIL;
    }

    static Reply incr(Call call) {
        return add(call, 1);
    }

    static Reply decr(Call call) {
        return add(call, -1);
    }

    static Reply incrby(Call call) {
        return add(call, call.integer(2));
    }

    private static Reply add(Call call, long amount) {
        var key = call.key(1);
        var old = call.database().entry(key);
        var before = old == null ? Long.valueOf(0) : Decimal.parse(old.value());
        if (before == null) {
            throw new CommandError(CommandError.NOT_AN_INTEGER);
        }
        try {
            long sum = Math.addExact(before, amount);
            long expiresAt = old == null ? Database.NEVER : old.expiresAt();
            call.database().put(key, Decimal.format(sum), expiresAt);
            return Reply.number(sum);
        } catch (ArithmeticException overflow) {
            throw new CommandError("ERR increment or decrement would overflow");
        }
    }

    private static Reply value(Call call, int index) {
        var entry = call.database().entry(call.key(index));
        return entry == null ? Reply.NIL : Reply.bulk(entry.value());
    }
}
