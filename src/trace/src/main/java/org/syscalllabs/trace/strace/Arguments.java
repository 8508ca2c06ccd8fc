package org.syscalllabs.trace.strace;

import java.util.List;

/**
 * Splits a call's arguments at the outer commas, with an eye for quotes, brackets and {@code -y}.
 * One pass over the text, whatever it holds.
 */
final class Arguments {

    /** A path of PATH_MAX bytes, each of them escaped. */
    private static final int LONGEST_ANNOTATION = 4 * 4096 + 64;

    /** The characters that mean something, a bit each: those below 64, and those below 128. */
    private static final long LOW = bits("\"(),<");

    private static final long HIGH = bits("[]{}");

    private final String text;
    private final int length;
    private boolean annotationsEnd = true;

    private Arguments(String text, int length) {
        this.text = text;
        this.length = length;
    }

    private static long bits(String characters) {
        return characters.chars().mapToLong(c -> 1L << c).reduce(0, (a, b) -> a | b);
    }

    /**
     * The index of the parenthesis that opens them, of a call whose name begins at {@code at}; or
     * -1.
     */
    static int open(String s, int at) {
        var i = at;
        while (i < s.length() && isName(s.charAt(i))) {
            i++;
        }
        return i > at && i < s.length() && s.charAt(i) == '(' ? i : -1;
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '?';
    }

    /** The index of the parenthesis that closes the arguments from {@code from} on, or -1. */
    static int close(String s, int from) {
        return new Arguments(s, s.length()).next(from, false);
    }

    /** Adds the arguments that a text holds to {@code args}. */
    static void split(String text, List<String> args) {
        var arguments = new Arguments(text, text.length());
        var start = 0;
        while (true) {
            var end = arguments.next(start, true);
            var argument = text.substring(start, end < 0 ? text.length() : end).strip();
            if (!argument.isEmpty()) {
                args.add(argument);
            }
            if (end < 0 || text.charAt(end) == ')') {
                return;
            }
            start = end + 1;
        }
    }

    /** Argument {@code index} of those from {@code from} to {@code to}, or the empty string. */
    static String at(String s, int from, int to, int index) {
        var arguments = new Arguments(s, to);
        var start = from;
        for (var i = 0; ; i++) {
            var end = arguments.next(start, true);
            if (i == index) {
                return s.substring(start, end < 0 ? to : end).strip();
            }
            if (end < 0 || s.charAt(end) == ')') {
                return "";
            }
            start = end + 1;
        }
    }

    /** The next outer parenthesis that closes, or if wanted the next outer comma; -1 if none. */
    private int next(int from, boolean comma) {
        var depth = 0;
        for (var i = from; i < length; i++) {
            var c = text.charAt(i);
            if (c < 128 && ((c < 64 ? LOW : HIGH) >>> c & 1) == 0) {
                continue; // it means nothing here, as most characters do
            }
            switch (c) {
                case '"' -> i = closingQuote(i);
                case '<' -> i = behindAnnotation(i);
                case '(', '[', '{' -> depth++;
                case ']', '}' -> depth--;
                case ')' -> {
                    if (depth-- <= 0) {
                        return i;
                    }
                }
                case ',' -> {
                    if (comma && depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    /** The quote that ends the string; a quote behind an odd number of backslashes is in it. */
    private int closingQuote(int open) {
        var quote = text.indexOf('"', open + 1, length);
        while (quote >= 0) {
            var back = quote - 1;
            while (back > open && text.charAt(back) == '\\') {
                back--;
            }
            if ((quote - back) % 2 == 1) {
                return quote;
            }
            quote = text.indexOf('"', quote + 1, length);
        }
        return length;
    }

    /**
     * The end of what {@code -y} or {@code -yy} prints behind a descriptor, {@code 3</tmp/a,(b>} or
     * {@code 4<TCP:[127.0.0.1:1->127.0.0.1:2]>}: commas, parentheses and arrows in it mean nothing.
     */
    private int behindAnnotation(int open) {
        var named = open > 0 && Character.isLetterOrDigit(text.charAt(open - 1));
        if (!named || !annotationsEnd) {
            return open;
        }
        var close = text.indexOf('>', open + 1, length);
        while (close > 0 && text.charAt(close - 1) == '-') {
            close = text.indexOf('>', close + 1, length); // the arrow between two addresses
        }
        var plain =
                close > open + 1
                        && close < open + LONGEST_ANNOTATION
                        && text.indexOf('<', open + 1, close) < 0
                        && text.indexOf('"', open + 1, close) < 0;
        return plain ? close : behindNested(open);
    }

    private int behindNested(int open) {
        var depth = 1;
        var limit = Math.min(length, open + LONGEST_ANNOTATION);
        for (var i = open + 1; i < limit; i++) {
            var c = text.charAt(i);
            if (c == '<') {
                if (i == open + 1) {
                    return i; // a shift: 1<<20
                }
                depth++;
            } else if (c == '>' && text.charAt(i - 1) != '-') {
                if (--depth == 0) {
                    return i;
                }
            } else if (c == '"') {
                i = closingQuote(i); // the path of a UNIX socket
            }
        }
        annotationsEnd = false; // no annotation after all: the line is broken, and not tried again
        return open;
    }
}
