package org.syscalllabs.cli.check;

import java.io.PrintWriter;
import java.util.Locale;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.proc.Visible;
import org.syscalllabs.trace.view.Waits.Wait;
import picocli.CommandLine.Help.Ansi;

/**
 * One line a claim as it is judged, then the timeline and the sum, and at the end what was refuted
 * or is undecided, whole: the first that was refuted, else the first that is undecided, stands
 * last, where a reader looks.
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
            case PROVED -> line(finding, finding.claim() + where(finding) + reason(finding));
            case NOT_RUN, DOES_NOT_APPLY -> line(finding, finding.claim() + reason(finding));
            case REFUTED, UNDECIDED -> line(finding, finding.claim());
        }
        out.flush();
    }

    @Override
    public void finished(Outcome outcome) {
        var overview = outcome.overview();
        if (overview != null && overview.clients() > 0) {
            out.println();
            indented(overview.timeline(TIMELINE_WIDTH));
            out.println();
            overview.waits().forEach(wait -> out.println(text(wait)));
        }
        if (overview != null && overview.unread().count() > 0) {
            out.println(overview.unread());
        }
        for (var path : outcome.subject().fingerprints().changed()) {
            out.println("changed  " + path + " is not the kit's own: it has decided, too");
        }
        out.println(sum(outcome));
        whole(outcome, Result.UNDECIDED);
        whole(outcome, Result.REFUTED);
        out.flush();
    }

    /** The findings of one kind with their whole messages, the last of them first. */
    private void whole(Outcome outcome, Result result) {
        var told = outcome.findings().stream().filter(finding -> finding.result() == result);
        for (var finding : told.toList().reversed()) {
            out.println();
            line(finding, finding.claim());
            out.println();
            indented(finding.message());
        }
    }

    private static String text(Wait wait) {
        return String.format(
                Locale.ROOT,
                "%s waited %.1f ms in the backlog, until the accept in line %d",
                wait.client(),
                wait.nanoseconds() / 1e6,
                wait.line());
    }

    private void indented(String text) {
        Visible.of(text).lines().map(line -> ("  " + line).stripTrailing()).forEach(out::println);
    }

    private String sum(Outcome outcome) {
        var subject = outcome.subject();
        var skipped = outcome.count(Result.DOES_NOT_APPLY);
        var what =
                subject.seed() == null
                        ? "lab " + subject.lab()
                        : "exercise of lab %s, seed %s".formatted(subject.lab(), subject.seed());
        return ansi.string("@|bold,%s %s|@".formatted(colour(outcome.result()), outcome.result()))
                + ": "
                + what
                + ", "
                + outcome.count(Result.PROVED)
                + " of "
                + outcome.applying()
                + " claims proved"
                + (skipped == 0 ? "" : ", " + skipped + (skipped == 1 ? " does" : " do"))
                + (skipped == 0 ? "" : " not apply")
                + (outcome.spoken() == null ? "" : "; spoken: " + outcome.spoken().shown())
                + (subject.trace().isEmpty() ? "" : "; trace: " + subject.trace());
    }

    private static String colour(Result result) {
        return switch (result) {
            case PROVED -> "green";
            case REFUTED -> "red";
            case UNDECIDED, NOT_RUN, DOES_NOT_APPLY -> "yellow";
        };
    }

    private void line(Finding finding, String text) {
        var word = "%-7s".formatted(finding.result());
        out.println(ansi.string("@|" + colour(finding.result()) + " " + word + "|@") + "  " + text);
    }

    private static String where(Finding finding) {
        return finding.where().isEmpty() ? "" : "   " + finding.where();
    }

    private static String reason(Finding finding) {
        return finding.message().isEmpty()
                ? ""
                : "   " + Visible.of(finding.message().lines().findFirst().orElseThrow());
    }
}
