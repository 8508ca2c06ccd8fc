package org.syscalllabs.trace;

import java.util.List;

/**
 * Splits a call's arguments at the outer commas, with an eye for quotes, brackets and {@code -y}.
 */
final class Arguments {

    /** A path of PATH_MAX bytes, each of them escaped. */
    private static final int LONGEST_ANNOTATION = 4 * 4096 + 64;

    private Arguments() {}

    /**
     * Adds the arguments of {@code s} from {@code from} on to {@code args}.
     *
     * @return the index of the parenthesis that closes them, or -1 if the text ends before it
     */
    static int split(String s, int from, List<String> args) {
        int depth = 0;
        int start = from;
        int length = s.length();
        for (int i = from; i < length; i++) {
            switch (s.charAt(i)) {
                case '"' -> i = closingQuote(s, i);
                case '<' -> i = behindAnnotation(s, i);
                case '(', '[', '{' -> depth++;
                case ']', '}' -> depth--;
                case ')' -> {
                    if (depth-- <= 0) {
                        add(s, start, i, args);
                        return i;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        add(s, start, i, args);
                        start = i + 1;
                    }
                }
                default -> {}
            }
        }
        add(s, start, length, args);
        return -1;
    }

    private static void add(String s, int from, int to, List<String> args) {
        int start = from;
        int end = to;
        while (start < end && s.charAt(start) == ' ') {
            start++;
        }
        while (end > start && s.charAt(end - 1) == ' ') {
            end--;
        }
        if (start < end) {
            args.add(s.substring(start, end));
        }
    }

    private static int closingQuote(String s, int open) {
        for (int i = open + 1; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        return s.length();
    }

    /**
     * The end of what {@code -y} or {@code -yy} prints behind a descriptor, {@code 3</tmp/a,(b>} or
     * {@code 4<TCP:[127.0.0.1:1->127.0.0.1:2]>}: commas, parentheses and arrows in it mean nothing.
     */
    private static int behindAnnotation(String s, int open) {
        boolean named = open > 0 && Character.isLetterOrDigit(s.charAt(open - 1));
        if (!named || s.indexOf('>', open) < 0) {
            return open;
        }
        int depth = 1;
        int limit = Math.min(s.length(), open + LONGEST_ANNOTATION);
        for (int i = open + 1; i < limit; i++) {
            char c = s.charAt(i);
            if (c == '<') {
                if (i == open + 1) {
                    return i; // a shift: 1<<20
                }
                depth++;
            } else if (c == '>' && s.charAt(i - 1) != '-') {
                if (--depth == 0) {
                    return i;
                }
            } else if (c == '"') {
                i = closingQuote(s, i); // the path of a UNIX socket
            }
        }
        return open; // no annotation after all
    }
}
