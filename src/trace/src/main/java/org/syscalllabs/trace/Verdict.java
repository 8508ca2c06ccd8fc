package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * What a trace says of a claim.
 *
 * @param claim the claim, in words
 * @param holds true if the trace proves it; false if it refutes it or can't tell
 * @param finding what happened, in one line: {@code bob's first receive came after alice's close}
 * @param evidence the lines that decide, in their order
 * @param because why, from facts of the trace
 * @param hint what to do or to read next, or the empty string
 */
public record Verdict(
        String claim,
        boolean holds,
        String finding,
        List<Evidence> evidence,
        String because,
        String hint) {

    /** The same verdict with another hint, such as the page of a lab. */
    public Verdict withHint(String other) {
        return new Verdict(claim, holds, finding, evidence, because, other);
    }

    /** The last line of the evidence, where to look first; 0 if there is none. */
    public int line() {
        return evidence.isEmpty() ? 0 : evidence.getLast().line();
    }

    /** The whole verdict, as it is shown to a student. */
    public String text() {
        var text = new StringBuilder();
        if (holds) {
            text.append("proved:   ").append(claim).append('\n');
            if (!finding.isEmpty()) {
                text.append("          ").append(finding).append('\n');
            }
        } else {
            text.append("expected: ").append(claim).append('\n');
            text.append("but was:  ").append(finding).append('\n');
        }
        text.append(table());
        if (!because.isEmpty()) {
            text.append("because:  ").append(because).append('\n');
        }
        if (!hint.isEmpty()) {
            text.append("hint:     ").append(hint).append('\n');
        }
        return text.toString();
    }

    /** The evidence as an aligned table between two empty lines; one empty line without any. */
    public String table() {
        if (evidence.isEmpty()) {
            return "\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("line", "thread", "call", "client", ""));
        for (Evidence e : evidence) {
            String note = e.note().isEmpty() ? "" : "← " + e.note();
            rows.add(List.of(String.valueOf(e.line()), e.thread(), e.call(), e.client(), note));
        }
        int[] widths = new int[5];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var table = new StringBuilder("\n");
        for (List<String> row : rows) {
            var line = new StringBuilder("  ");
            line.append(" ".repeat(widths[0] - row.getFirst().length())).append(row.getFirst());
            for (int i = 1; i < widths.length; i++) {
                line.append("  ").append(row.get(i));
                line.append(" ".repeat(widths[i] - row.get(i).length()));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.append('\n').toString();
    }
}
