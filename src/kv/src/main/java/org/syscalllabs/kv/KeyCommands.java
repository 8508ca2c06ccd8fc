package org.syscalllabs.kv;

/** Commands on keys, whatever their values, and on how long they live. */
final class KeyCommands {

    private KeyCommands() {}

    static Reply del(Call call) {
        int deleted = 0;
        for (int i = 1; i < call.size(); i++) {
            if (call.database().remove(call.key(i))) {
                deleted++;
            }
        }
        return Reply.number(deleted);
    }

    /** A key that is named twice counts twice. */
    static Reply exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.size(); i++) {
            if (call.database().entry(call.key(i)) != null) {
                found++;
            }
        }
        return Reply.number(found);
    }

    /** Every value is a string. */
    static Reply type(Call call) {
        boolean found = call.database().entry(call.key(1)) != null;
        return new Reply.Status(found ? "string" : "none");
    }

    static Reply expire(Call call) {
        return expire(call, 1000);
    }

    static Reply pexpire(Call call) {
        return expire(call, 1);
    }

    /** Redis' NX, XX, GT and LT are not here. */
    private static Reply expire(Call call, long unit) {
        if (call.size() > 3) {
            throw new CommandError(
                    "ERR Unsupported option "
                            + CommandError.shown(call.text(3), Integer.MAX_VALUE));
        }
        var database = call.database();
        long expiresAt = expiryTime(call.integer(2), unit, database.now(), call.command().name());
        var key = call.key(1);
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

    static Reply ttl(Call call) {
        long milliseconds = timeToLive(call);
        return Reply.number(milliseconds < 0 ? milliseconds : (milliseconds + 500) / 1000);
    }

    static Reply pttl(Call call) {
        return Reply.number(timeToLive(call));
    }

    /** In milliseconds; -2: there is no such key, -1: it stays for ever. */
    private static long timeToLive(Call call) {
        var entry = call.database().entry(call.key(1));
        if (entry == null) {
            return -2;
        }
        if (entry.expiresAt() == Database.NEVER) {
            return -1;
        }
        return Math.max(0, entry.expiresAt() - call.database().now());
    }

    static Reply persist(Call call) {
        var key = call.key(1);
        var entry = call.database().entry(key);
        if (entry == null || entry.expiresAt() == Database.NEVER) {
            return Reply.number(0);
        }
        call.database().put(key, entry.value(), Database.NEVER);
        return Reply.number(1);
    }
}
