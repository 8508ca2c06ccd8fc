package org.syscalllabs.kv;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Redis' integers: 64 bits, written in one way only. Not {@code +1}, {@code 007}, {@code -0}. */
final class Decimal {

    private static final int LONGEST = Long.toString(Long.MIN_VALUE).length();

    private Decimal() {}

    /** Null when these bytes are no such number. */
    static @Nullable Long parse(byte[] digits) {
        if (digits.length == 0 || digits.length > LONGEST) {
            return null;
        }
        try {
            var text = new String(digits, StandardCharsets.ISO_8859_1);
            var value = Long.parseLong(text);
            return Long.toString(value).equals(text) ? value : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    static byte[] format(long value) {
        return Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
    }
}
