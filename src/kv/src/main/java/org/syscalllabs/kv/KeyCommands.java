package org.syscalllabs.kv;

/** Commands on keys, whatever their values, and on how long they live. */
final class KeyCommands {

    private KeyCommands() {}

    static Reply del(Invocation invocation) {
        var deleted = 0;
        for (var i = 1; i < invocation.size(); i++) {
            if (invocation.database().remove(invocation.key(i))) {
                deleted++;
            }
        }
        return Reply.number(deleted);
    }

    /** A key that is named twice counts twice. */
    static Reply exists(Invocation invocation) {
        var found = 0;
        for (var i = 1; i < invocation.size(); i++) {
            if (invocation.database().entry(invocation.key(i)) != null) {
                found++;
            }
        }
        return Reply.number(found);
    }

    /** Every value is a string. */
    static Reply type(Invocation invocation) {
        var found = invocation.database().entry(invocation.key(1)) != null;
        return new Reply.Status(found ? "string" : "none");
    }

    static Reply expire(Invocation invocation) {
        return expire(invocation, 1000);
    }

    static Reply pexpire(Invocation invocation) {
        return expire(invocation, 1);
    }

    /** Redis' NX, XX, GT and LT are not here. */
    private static Reply expire(Invocation invocation, long unit) {
        if (invocation.size() > 3) {
            throw new CommandError(
                    "ERR Unsupported option "
                            + CommandError.shown(invocation.text(3), Integer.MAX_VALUE));
        }
        var database = invocation.database();
        var expiresAt =
                expiryTime(
                        invocation.integer(2), unit, database.now(), invocation.command().name());
        var key = invocation.key(1);
        var entry = database.entry(key);
        if (entry == null) {
            return Reply.number(0);
        }
        if (expiresAt <= database.now()) {
            database.remove(key);
        } else {
            database.put(key, entry.value(), expiresAt);
        }
        return Reply.number(1);
    }

    /**
     * A time in milliseconds since the epoch.
     *
     * @param unit milliseconds
     * @param start milliseconds since the epoch
     */
    static long expiryTime(long amount, long unit, long start, String command) {
        try {
            return Math.addExact(Math.multiplyExact(amount, unit), start);
        } catch (ArithmeticException overflow) {
            throw CommandError.invalidExpireTime(command);
        }
    }

    static Reply ttl(Invocation invocation) {
        var milliseconds = timeToLive(invocation);
        return Reply.number(milliseconds < 0 ? milliseconds : (milliseconds + 500) / 1000);
    }

    static Reply pttl(Invocation invocation) {
        return Reply.number(timeToLive(invocation));
    }

    /** In milliseconds; -2: there is no such key, -1: it stays for ever. */
    private static long timeToLive(Invocation invocation) {
        var entry = invocation.database().entry(invocation.key(1));
        if (entry == null) {
            return -2;
        }
        if (entry.expiresAt() == Database.NEVER) {
            return -1;
        }
        return Math.max(0, entry.expiresAt() - invocation.database().now());
    }

    static Reply persist(Invocation invocation) {
        var key = invocation.key(1);
        var entry = invocation.database().entry(key);
        if (entry == null || entry.expiresAt() == Database.NEVER) {
            return Reply.number(0);
        }
        invocation.database().put(key, entry.value(), Database.NEVER);
        return Reply.number(1);
    }
}
