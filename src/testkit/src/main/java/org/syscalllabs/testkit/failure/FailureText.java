package org.syscalllabs.testkit.failure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.EvidenceTable;
import org.syscalllabs.trace.claim.Verdict;

/**
 * The form of every failure: what was expected and what was, then the evidence, then why, what to
 * do, and where to look.
 */
public final class FailureText {

    private final StringBuilder text = new StringBuilder();
    private int line;

    /** What should have been. */
    public static FailureText expected(String expected) {
        return new FailureText().fact("expected", expected);
    }

    /** What was seen instead; several lines where there are several. */
    public FailureText butWas(String was) {
        return fact("but was", was);
    }

    /** The lines of the trace that show it. */
    public FailureText evidence(List<Evidence> lines) {
        text.append(EvidenceTable.text(lines));
        line = lines.isEmpty() ? 0 : lines.getLast().line();
        return this;
    }

    /** Rows of one of the kernel's tables, in aligned columns, between two empty lines. */
    public FailureText rows(List<List<String>> rows) {
        text.append('\n');
        for (var row : rows) {
            var line = new StringBuilder();
            for (var column = 0; column < row.size(); column++) {
                var at = column;
                var width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
                var cell = row.get(column);
                line.append(cell).append(" ".repeat(width + 2 - cell.length()));
            }
            text.append("  ").append(line.toString().stripTrailing()).append('\n');
        }
        text.append('\n');
        return this;
    }

    /** Why, from facts; nothing when empty. */
    public FailureText because(String because) {
        return because.isEmpty() ? this : fact("because", because);
    }

    /** What to do; nothing when empty. */
    public FailureText hint(String hint) {
        return hint.isEmpty() ? this : fact("hint", hint);
    }

    /** The last lines that the server printed. */
    public FailureText output(ServerFacts server) {
        var printed = server.printed(100);
        if (printed.bytes() == 0) {
            return fact("output", "none");
        }
        fact(
                "output",
                "%,d bytes in %s, the last:"
                        .formatted(printed.bytes(), shown(server.outputFile())));
        LastWords.of(printed.lastLines(), 5)
                .forEach(line -> text.append("  | ").append(cut(line)).append('\n'));
        return this;
    }

    /** Where to look: the log, at the last line of the evidence. */
    public FailureText trace(ServerFacts server) {
        return fact("trace", shown(server.traceFile()) + (line > 0 ? ":" + line : ""));
    }

    @Override
    public String toString() {
        return text.toString().stripTrailing();
    }

    private FailureText fact(String key, String value) {
        text.append("%-9s ".formatted(key + ":"))
                .append(value.replace("\n", "\n" + " ".repeat(10)))
                .append('\n');
        return this;
    }

    /** {@code 10 s}, {@code 0.5 s}. */
    public static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? time.toSeconds() + " s"
                : time.toMillis() / 1000.0 + " s";
    }

    private static String cut(String line) {
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    /** A path as the reader would type it: from the current folder, when it is below. */
    public static String shown(Path file) {
        var here = Path.of("").toAbsolutePath();
        var absolute = file.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }

    /** Where to look, below a verdict's text; nothing when the log is in no file. */
    static String where(Verdict verdict, @Nullable Path trace) {
        if (trace == null) {
            return "";
        }
        var line = verdict.line() > 0 ? ":" + verdict.line() : "";
        return "trace:    " + shown(trace) + line;
    }
}
