package org.syscalllabs.cli.demo;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.syscalllabs.cli.demo.Moment.Actor;
import org.syscalllabs.cli.demo.Moment.Kind;

/**
 * The story as an SVG picture: a row a moment, a column an actor, and below it the same story to
 * scale. The layout depends on the moments alone; only the times differ from run to run.
 */
public final class Picture {

    private static final int WIDTH = 1160;
    private static final int MARGIN = 28;
    private static final int ROW = 26;
    private static final int TIME_X = 76;
    private static final int KERNEL_X = 96;
    private static final int ALICE_X = 690;
    private static final int BOB_X = 920;
    private static final int LANE = 206;
    private static final int TOP = 132;
    private static final int AXIS_X = 120;
    private static final int AXIS_END = WIDTH - MARGIN - 12;

    /** Most columns of the widest font that the kernel's column holds. */
    private static final int KERNEL_CHARS = 62;

    private static final String HATCHED =
            "<rect fill=\"url(#hatch)\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n";

    private static final String STYLE =
            """
            <style>
            text { font: 15px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
            .title { font: 600 22px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
            .note, .head { font: 15px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
            .head { font-weight: 600 }
            .dim { fill: #636c76 }
            .time { font-size: 12px; fill: #818b98; text-anchor: end }
            .page { fill: #ffffff; stroke: #d1d9e0 }
            .kernel { fill: #f6f8fa }
            .alice { fill: #0969da } .bob { fill: #bc4c00 } .proved { fill: #1a7f37 }
            .lane { fill: #0969da; fill-opacity: .10 } .bob-lane { fill: #bc4c00; fill-opacity: .12 }
            .served { fill: #0969da } .bob-served { fill: #bc4c00 }
            .wire { stroke: #0969da; stroke-opacity: .55 } .bob-wire { stroke: #bc4c00; stroke-opacity: .55 }
            .hatch { stroke: #bc4c00; stroke-opacity: .22 }
            .axis { stroke: #d1d9e0 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 }
            .dim, .time { fill: #9198a1 }
            .page { fill: #0d1117; stroke: #3d444d } .kernel { fill: #151b23 }
            .alice { fill: #6cb6ff } .bob { fill: #ffa657 } .proved { fill: #57d364 }
            .lane { fill: #4493f8; fill-opacity: .18 } .bob-lane { fill: #ffa657; fill-opacity: .16 }
            .served { fill: #4493f8 } .bob-served { fill: #db8a3c }
            .wire { stroke: #4493f8 } .bob-wire { stroke: #ffa657 } .hatch { stroke: #ffa657; stroke-opacity: .25 }
            .axis { stroke: #3d444d }
            }
            </style>
            """;

    private final Story story;
    private final List<Moment> moments;
    private final Formatter svg = new Formatter(Locale.ROOT);

    private Picture(Story story) {
        this.story = story;
        this.moments = story.moments();
    }

    /** The whole file. */
    public static String of(Story story) {
        return new Picture(story).draw();
    }

    private String draw() {
        var rowsEnd = TOP + moments.size() * ROW;
        var height = rowsEnd + 244;
        svg.format(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d">
                <title id="t">One client at a time, as the kernel saw it</title>
                <desc id="d">%s</desc>
                """,
                WIDTH, height, WIDTH, height, xml(story.verdict().claim()));
        svg.format("%s", STYLE);
        svg.format(
                """
                <defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="8" stroke-width="3"/></pattern></defs>
                <rect class="page" x="0.5" y="0.5" width="%d" height="%d" rx="10"/>
                """,
                WIDTH - 1, height - 1);
        text("title", MARGIN, 42, "One client at a time, as the kernel saw it");
        text("dim", MARGIN, 70, "$ " + story.command());
        columns(rowsEnd);
        for (var i = 0; i < moments.size(); i++) {
            row(moments.get(i), TOP + i * ROW);
        }
        timeline(rowsEnd + 40);
        return svg.format("</svg>%n").toString();
    }

    private void columns(int end) {
        rect("kernel", KERNEL_X - 8, TOP - 34, ALICE_X - KERNEL_X - 16, end - TOP + 42);
        text("head", KERNEL_X, TOP - 12, "the server's system calls (strace)");
        text("head alice", ALICE_X, TOP - 12, "alice");
        text("head bob", BOB_X, TOP - 12, "bob");
        band("alice", Kind.CONNECTS, Kind.LEAVES, "lane", ALICE_X);
        band("bob", Kind.CONNECTS, Kind.LEAVES, "bob-lane", BOB_X);
        hatch();
    }

    private void band(String client, Kind from, Kind to, String style, int x) {
        var top = index(client, from);
        var end = index(client, to);
        rect(style, x - 8, TOP + top * ROW, LANE, (end - top + 1) * ROW);
    }

    /** The time that bob spends in the backlog: from its connect to the accept that takes it. */
    private void hatch() {
        var top = index("bob", Kind.CONNECTS);
        var end = index("bob", Kind.ACCEPTED);
        var y = TOP + top * ROW;
        var height = (end - top) * ROW + ROW / 2;
        svg.format(HATCHED, (double) BOB_X - 8, y, (double) LANE, height);
        text("note bob", BOB_X, y + height - ROW / 2 - 8, "waits in the backlog");
    }

    private void row(Moment moment, int y) {
        var base = y + 18;
        text("time", TIME_X, base, String.format(Locale.ROOT, "%.3f s", story.since(moment) / 1e9));
        var style = moment.client();
        if (moment.actor() != Actor.KERNEL) {
            text(style, moment.actor() == Actor.ALICE ? ALICE_X : BOB_X, base, moment.text());
            return;
        }
        var shown = cut(moment.text());
        text(style, KERNEL_X, base, shown);
        if (moment.kind() != Kind.LISTENS) {
            wire(moment, y + ROW / 2, KERNEL_X + shown.length() * 9.1 + 6);
        }
    }

    /** Leads from a call to the client that it is about. */
    private void wire(Moment moment, int y, double from) {
        var bob = moment.client().equals("bob");
        var to = (bob ? BOB_X : ALICE_X) - 8;
        svg.format(
                "<line class=\"%s\" x1=\"%.0f\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-dasharray=\"2 4\"/>%n",
                bob ? "bob-wire" : "wire", from, y, to, y);
        svg.format(
                "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"4\"/>%n",
                bob ? "bob-served" : "served", to, y);
    }

    private void timeline(int top) {
        var end = story.since(moments.getLast());
        text("head", MARGIN, top, "the same, to scale");
        text("alice", MARGIN, top + 40, "alice");
        text("bob", MARGIN, top + 76, "bob");
        bar("served", "alice", Kind.ACCEPTED, Kind.LEAVES, top + 24, end);
        bar("bob-served", "bob", Kind.ACCEPTED, Kind.LEAVES, top + 60, end);
        var from = x(story.first("bob", Kind.CONNECTS), end);
        var to = x(story.first("bob", Kind.ACCEPTED), end);
        svg.format(HATCHED, from, top + 60, to - from, 22);
        ticks(top + 94, end);
        text(
                "note bob",
                MARGIN,
                top + 150,
                String.format(
                        Locale.ROOT,
                        "bob waited %.2f s in the backlog: connected, its request already in the"
                                + " kernel, not yet accepted.",
                        story.waited() / 1e9));
        text("note proved", MARGIN, top + 178, verdict());
    }

    private String verdict() {
        var verdict = story.verdict();
        var lines = new StringJoiner(", ", " (trace lines ", ")");
        lines.setEmptyValue("");
        verdict.evidence().forEach(evidence -> lines.add(String.valueOf(evidence.line())));
        return verdict.kind() + ": " + verdict.claim() + lines;
    }

    private void bar(String style, String client, Kind from, Kind to, int y, long end) {
        var left = x(story.first(client, from), end);
        rect(style, left, y, Math.max(2, x(story.first(client, to), end) - left), 22);
    }

    private void ticks(int y, long end) {
        var step = step(end);
        line(AXIS_X, y, AXIS_END);
        for (long at = 0; at <= end; at += step) {
            svg.format(
                    "<text class=\"time\" x=\"%.1f\" y=\"%d\" style=\"text-anchor:middle\">%s s</text>%n",
                    x(at, end), y + 18, at / 1e9);
        }
    }

    /** The least of 1, 2, 5, 10, 20, 50 … microseconds that gives at most ten ticks. */
    private static long step(long end) {
        for (var power = 1_000L; ; power *= 10) {
            for (var factor : List.of(1, 2, 5)) {
                if (end / (power * factor) <= 10) {
                    return power * factor;
                }
            }
        }
    }

    private static double x(long at, long end) {
        return AXIS_X + (double) at / Math.max(1, end) * (AXIS_END - AXIS_X);
    }

    private int index(String client, Kind kind) {
        for (var i = 0; i < moments.size(); i++) {
            if (moments.get(i).client().equals(client) && moments.get(i).kind() == kind) {
                return i;
            }
        }
        throw new IllegalStateException(
                "%s never %s".formatted(client, kind.name().toLowerCase(Locale.ROOT)));
    }

    private void text(String style, int x, int y, String text) {
        svg.format("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", style, x, y, xml(text));
    }

    private void rect(String style, double x, int y, double width, int height) {
        svg.format(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>%n",
                style, x, y, width, height);
    }

    private void line(int x1, int y, int x2) {
        svg.format(
                "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x1, y, x2, y);
    }

    private static String cut(String text) {
        return text.length() <= KERNEL_CHARS ? text : text.substring(0, KERNEL_CHARS - 1) + "…";
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
