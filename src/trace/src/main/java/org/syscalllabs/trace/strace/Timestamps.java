package org.syscalllabs.trace.strace;

/** Reads the time at the beginning of a line, in any of strace's forms, on one clock. */
final class Timestamps {

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    // No log made by -r is this long; no log made by -ttt is this old (it is 1973).
    private static final long OLDEST_EPOCH = 100_000_000L;

    private Clock clock = Clock.NONE;
    private Clock candidate = Clock.NONE;
    private long midnight;
    private long candidateMidnight;
    private long latest = -1;

    /** The time last read, in nanoseconds, or -1. */
    long time = -1;

    Clock clock() {
        return clock;
    }

    /** The time last read stood before a call: it is one, and not a number of something else. */
    void confirm() {
        if (time >= 0) {
            clock = candidate;
            if (clock != Clock.EPOCH) {
                midnight = candidateMidnight;
                latest = Math.max(latest, time);
            }
        }
    }

    /** Reads a time at {@code at}, if one stands there; returns the index behind it. */
    int read(String s, int at) {
        time = -1;
        var i = digits(s, at);
        if (i == at || i == s.length()) {
            return at;
        }
        if (s.charAt(i) == ':') {
            return ofDay(s, at);
        }
        var end = s.charAt(i) == '.' ? digits(s, i + 1) : i;
        var seconds = number(s, at, i);
        if (end == s.length() || s.charAt(end) != ' ' || (end == i && seconds < OLDEST_EPOCH)) {
            return at;
        }
        var nanos = fraction(s, i, end);
        if (seconds >= OLDEST_EPOCH) {
            candidate = Clock.EPOCH;
            time = seconds * SECOND + nanos;
        } else {
            candidate = Clock.START;
            time =
                    Math.max(latest, 0)
                            + seconds * SECOND
                            + nanos; // -r counts from the line before, whatever its thread
        }
        return pastRelative(s, end);
    }

    private int ofDay(String s, int at) {
        var minutes = digits(s, at) + 1;
        var minutesEnd = digits(s, minutes);
        if (minutesEnd != minutes + 2 || minutesEnd >= s.length() || s.charAt(minutesEnd) != ':') {
            return at;
        }
        var seconds = minutesEnd + 1;
        var secondsEnd = digits(s, seconds);
        var end = secondsEnd;
        if (secondsEnd != seconds + 2 || secondsEnd >= s.length()) {
            return at;
        }
        if (s.charAt(secondsEnd) == '.') {
            end = digits(s, secondsEnd + 1);
        }
        if (end >= s.length() || s.charAt(end) != ' ') {
            return at;
        }
        var clockTime =
                (number(s, at, minutes - 1) * 3600
                                        + number(s, minutes, minutesEnd) * 60
                                        + number(s, seconds, secondsEnd))
                                * SECOND
                        + fraction(s, secondsEnd, end);
        candidate = Clock.MIDNIGHT;
        candidateMidnight = midnight;
        if (midnight + clockTime < latest - DAY / 2) {
            candidateMidnight += DAY; // 23:59:59 was followed by 00:00:00
        }
        time = candidateMidnight + clockTime;
        return pastRelative(s, end);
    }

    /** Skips what {@code -r} adds to {@code -t}: {@code (+ 0.000123)}. */
    private static int pastRelative(String s, int at) {
        if (s.startsWith(" (+", at)) {
            var close = s.indexOf(')', at);
            return close < 0 ? at : close + 1;
        }
        return at;
    }

    /** The nanoseconds in {@code .501797}, whose point stands at {@code point}. */
    static long fraction(String s, int point, int end) {
        long value = 0;
        var digits = 0;
        for (var i = point + 1; i < end && digits < 9; i++, digits++) {
            value = value * 10 + (s.charAt(i) - '0');
        }
        for (; digits < 9; digits++) {
            value *= 10;
        }
        return value;
    }

    static long number(String s, int from, int to) {
        long value = 0;
        for (var i = from; i < to && value < Long.MAX_VALUE / SECOND / 16; i++) {
            value = value * 10 + (s.charAt(i) - '0');
        }
        return value;
    }

    static int digits(String s, int from) {
        var i = from;
        while (i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
