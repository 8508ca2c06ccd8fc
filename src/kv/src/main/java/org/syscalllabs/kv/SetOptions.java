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

    static SetOptions of(Call call) {
        boolean absent = false;
        boolean present = false;
        boolean get = false;
        var expiry = "";
        int timeIndex = 0;
        for (int i = 3; i < call.size(); i++) {
            var option = call.word(i);
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
        if ((absent && present) || timeIndex == call.size()) {
            throw new CommandError(CommandError.SYNTAX);
        }
        boolean keeps = expiry.equals("keepttl");
        long expiresAt = timeIndex == 0 ? Database.NEVER : expiresAt(call, expiry, timeIndex);
        return new SetOptions(absent, present, get, keeps, expiresAt);
    }

    private static long expiresAt(Call call, String option, int timeIndex) {
        long time = call.integer(timeIndex);
        if (time <= 0) {
            throw CommandError.invalidExpireTime("set");
        }
        long unit = option.startsWith("ex") ? 1000 : 1;
        long start = option.endsWith("at") ? 0 : call.database().now();
        return KeyCommands.expiryTime(time, unit, start, "set");
    }
}
