package org.syscalllabs.kv;

/**
 * What may follow {@code SET key value}: {@code NX|XX}, {@code GET}, and one of {@code EX|PX|EXAT|
 * PXAT time} or {@code KEEPTTL}.
 *
 * @param expiresAt milliseconds since the epoch, or {@link Database#NEVER}
 */
record SetOptions(
        boolean onlyIfAbsent,
        boolean onlyIfPresent,
        boolean repliesOldValue,
        boolean keepsExpiry,
        long expiresAt) {

    static SetOptions of(Invocation invocation) {
        var absent = false;
        var present = false;
        var get = false;
        var expiry = "";
        var timeIndex = 0;
        for (var i = 3; i < invocation.size(); i++) {
            var option = invocation.word(i);
            switch (option) {
                case "nx" -> absent = true;
                case "xx" -> present = true;
                case "get" -> get = true;
                case "keepttl", "ex", "px", "exat", "pxat" -> {
                    if (!expiry.isEmpty() && !expiry.equals(option)) {
                        throw new CommandError(CommandError.SYNTAX);
                    }
                    expiry = option;
                    if (!option.equals("keepttl")) {
                        timeIndex = ++i;
                    }
                }
                default -> throw new CommandError(CommandError.SYNTAX);
            }
        }
        if ((absent && present) || timeIndex == invocation.size()) {
            throw new CommandError(CommandError.SYNTAX);
        }
        var keeps = expiry.equals("keepttl");
        var expiresAt = timeIndex == 0 ? Database.NEVER : expiresAt(invocation, expiry, timeIndex);
        return new SetOptions(absent, present, get, keeps, expiresAt);
    }

    private static long expiresAt(Invocation invocation, String option, int timeIndex) {
        var time = invocation.integer(timeIndex);
        if (time <= 0) {
            throw CommandError.invalidExpireTime("set");
        }
        long unit = option.startsWith("ex") ? 1000 : 1;
        var start = option.endsWith("at") ? 0 : invocation.database().now();
        return KeyCommands.expiryTime(time, unit, start, "set");
    }
}
