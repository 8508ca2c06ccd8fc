package org.syscalllabs.trace.strace;

import static org.syscalllabs.trace.strace.LineHead.blanks;

/** What strace prints besides its lines: dumps of bytes, stack frames, the table of -C. */
final class OtherOutput {

    /** The last line was of the table that -c and -C print. */
    private boolean inTable;

    /** The line was an event: a table has ended. */
    void event() {
        inTable = false;
    }

    /** Whether the line is of that kind; behind its head it goes on at {@code at}. */
    boolean has(String s, int at) {
        var first = s.charAt(at);
        if (first == '|') {
            return at == 1; // -e read=, -e write=
        }
        if (first == '>') {
            var file = s.startsWith("> /", at) || s.startsWith("> [", at);
            return at == 1 && (file || (s.endsWith("]") && s.contains(" [0x"))); // -k
        }
        var begin = blanks(s, 0);
        if (s.startsWith("% time", begin)) {
            inTable = true;
        }
        return inTable && begin < s.length() && "%-0123456789".indexOf(s.charAt(begin)) >= 0;
    }
}
