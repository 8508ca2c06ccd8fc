package org.syscalllabs.trace.strace;

import org.jspecify.annotations.Nullable;

/** The names of calls that a log has shown: one string for each, not one for each line. */
final class Names {

    private static final int SIZE = 256;

    private final @Nullable String[] known = new String[SIZE];

    /** The text of {@code s} from {@code from} to {@code to}, which is not empty. */
    String of(String s, int from, int to) {
        int hash = s.charAt(from) * 31 + s.charAt(to - 1) * 7 + s.charAt((from + to) / 2);
        int slot = (hash + to - from) & (SIZE - 1);
        String name = known[slot];
        if (name == null || name.length() != to - from || !s.startsWith(name, from)) {
            name = s.substring(from, to);
            known[slot] = name;
        }
        return name;
    }
}
