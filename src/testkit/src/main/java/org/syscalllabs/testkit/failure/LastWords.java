package org.syscalllabs.testkit.failure;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a program says of its own failure: an exception's message, which runtimes print before the
 * stack frames or behind them, and not the frames.
 */
final class LastWords {

    /** Java and Node: {@code at f (x.js:1)}; Python: {@code File "x.py", line 1}; carets below. */
    private static final Pattern FRAME =
            Pattern.compile(
                    "\\s+at .*|\\s+File \".*\", line \\d+.*|\\s*\\^[\\s^~]*|\\s*~[\\s~^]*"
                            + "|\\s*\\.\\.\\. \\d+ more|Node\\.js v\\d.*|\\s*\\d+: 0x.*|stack backtrace:|\\s*");

    private static final Pattern FAILURE =
            Pattern.compile(
                    "(?i).*(error|exception|panic|fault|fatal|abort|traceback|undefined|refused).*");

    private LastWords() {}

    /**
     * The lines that tell most, in their order.
     *
     * @param lines the last that the program has printed
     * @param limit how many lines, at most
     */
    static List<String> of(List<String> lines, int limit) {
        var words = lines.stream().filter(line -> !FRAME.matcher(line).matches()).toList();
        var failures = words.stream().filter(line -> FAILURE.matcher(line).matches()).toList();
        var chosen = words.size() > limit && !failures.isEmpty() ? failures : words;
        return chosen.subList(Math.max(0, chosen.size() - limit), chosen.size());
    }
}
