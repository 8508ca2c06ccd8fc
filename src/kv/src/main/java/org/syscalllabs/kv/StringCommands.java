package org.syscalllabs.kv;

import java.util.ArrayList;

/** Commands on values. A value is never changed in place: replies on their way may share it. */
final class StringCommands {

    private StringCommands() {}

    static Reply get(Invocation invocation) {
        return value(invocation, 1);
    }

    static Reply mget(Invocation invocation) {
        var values = new ArrayList<Reply>();
        for (var i = 1; i < invocation.size(); i++) {
            values.add(value(invocation, i));
        }
        return Reply.array(values);
    }

    static Reply mset(Invocation invocation) {
        if (invocation.size() % 2 == 0) {
            throw CommandError.wrongNumberOfArguments("mset");
        }
        for (var i = 1; i < invocation.size(); i += 2) {
            invocation.database().put(invocation.key(i), invocation.bytes(i + 1), Database.NEVER);
        }
        return Reply.OK;
    }

    static Reply set(Invocation invocation) {
        var options = SetOptions.of(invocation);
        var database = invocation.database();
        var key = invocation.key(1);
        var old = database.entry(key);
        var wanted = old == null ? !options.onlyIfPresent() : !options.onlyIfAbsent();
        if (wanted) {
            var expiresAt =
                    old != null && options.keepsExpiry() ? old.expiresAt() : options.expiresAt();
            database.put(key, invocation.bytes(2), expiresAt);
        }
        if (options.repliesOldValue()) {
            return old == null ? Reply.NIL : Reply.bulk(old.value());
        }
        return wanted ? Reply.OK : Reply.NIL;
    }

    static Reply incr(Invocation invocation) {
        return add(invocation, 1);
    }

    static Reply decr(Invocation invocation) {
        return add(invocation, -1);
    }

    static Reply incrby(Invocation invocation) {
        return add(invocation, invocation.integer(2));
    }

    private static Reply add(Invocation invocation, long amount) {
        var key = invocation.key(1);
        var old = invocation.database().entry(key);
        var before = old == null ? Long.valueOf(0) : Decimal.parse(old.value());
        if (before == null) {
            throw new CommandError(CommandError.NOT_AN_INTEGER);
        }
        try {
            var sum = Math.addExact(before, amount);
            var expiresAt = old == null ? Database.NEVER : old.expiresAt();
            invocation.database().put(key, Decimal.format(sum), expiresAt);
            return Reply.number(sum);
        } catch (ArithmeticException overflow) {
            throw new CommandError("ERR increment or decrement would overflow");
        }
    }

    private static Reply value(Invocation invocation, int index) {
        var entry = invocation.database().entry(invocation.key(index));
        return entry == null ? Reply.NIL : Reply.bulk(entry.value());
    }
}
