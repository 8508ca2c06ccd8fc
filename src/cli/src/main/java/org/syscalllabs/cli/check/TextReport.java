package org.syscalllabs.cli.check;

import java.io.PrintWriter;
import org.syscalllabs.trace.Timeline;
import picocli.CommandLine.Help.Ansi;

/**
 * One line a claim as it is judged, the whole failure under each that was refuted, then the sum.
 */
public final class TextReport implements Report {

    private static final int TIMELINE_WIDTH = 78;

    private final PrintWriter out;
    private final Ansi ansi;

    public TextReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    @Override
    public void judged(Finding finding) {
        switch (finding.result()) {
            case PROVED ->
                    line("@|green proved |@", finding.claim() + where(finding) + reason(finding));
            case NOT_RUN -> line("@|yellow not run|@", finding.claim() + reason(finding));
            case REFUTED -> {
                line("@|red refuted|@", finding.claim());
                out.println();
                indented(finding.message());
                out.println();
            }
        }
        out.flush();
    }

    @Override
    public void finished(Outcome outcome) {
        var trace = outcome.trace();
        if (trace != null && !trace.connections().isEmpty()) {
            out.println();
            indented(Timeline.text(trace, TIMELINE_WIDTH));
            out.println();
            outcome.waits().forEach(out::println);
        }
        out.println(sum(outcome));
        out.flush();
    }

    private void indented(String text) {
        Printable.of(text).lines().map(line -> ("  " + line).stripTrailing()).forEach(out::println);
    }

    private String sum(Outcome outcome) {
        var subject = outcome.subject();
        var proved = outcome.count(Finding.Result.PROVED);
        var colour =
                switch (outcome.result()) {
                    case PROVED -> "green";
                    case REFUTED -> "red";
                    case NOT_RUN -> "yellow";
                };
        var what =
                subject.seed() == null
                        ? "lab " + subject.lab()
                        : "exercise of lab " + subject.lab() + ", seed " + subject.seed();
        var trace = subject.trace().isEmpty() ? "" : "; trace: " + subject.trace();
        return "%s: %s, %d of %d claims proved%s"
                .formatted(
                        ansi.string("@|bold," + colour + " " + outcome.result() + "|@"),
                        what,
                        proved,
                        outcome.findings().size(),
                        trace);
    }

    private void line(String result, String text) {
        out.println(ansi.string(result) + "  " + text);
    }

    private static String where(Finding finding) {
        return finding.where().isEmpty() ? "" : "   " + finding.where();
    }

    private static String reason(Finding finding) {
        return finding.message().isEmpty()
                ? ""
                : "   " + finding.message().lines().findFirst().orElseThrow();
    }
}
