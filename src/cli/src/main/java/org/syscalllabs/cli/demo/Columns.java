package org.syscalllabs.cli.demo;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import org.syscalllabs.cli.demo.Moment.Actor;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * The three columns strace | alice | bob. A row holds one moment, so the story grows downwards in
 * the order in which it happened, and the terminal keeps all of it.
 */
public final class Columns implements Stage {

    /** A narrower terminal gets {@link PlainLines}. */
    public static final int LEAST_WIDTH = 100;

    private static final int CLIENT_WIDTH = 21;

    private final PrintWriter out;
    private final Ansi ansi;
    private final int kernelWidth;
    private final Set<Actor> connected = EnumSet.noneOf(Actor.class);
    private final Set<Actor> waiting = EnumSet.noneOf(Actor.class);

    public Columns(PrintWriter out, Ansi ansi, int width) {
        this.out = out;
        this.ansi = ansi;
        this.kernelWidth = Math.min(width, 140) - 2 * CLIENT_WIDTH - 1;
    }

    @Override
    public void opens(String command) {
        var line = "─".repeat(CLIENT_WIDTH - 2);
        out.println(paint(Style.faint, "+ " + command));
        out.println();
        out.println(row(Style.bold, "strace", "alice", "bob"));
        out.println(row(Style.faint, "─".repeat(kernelWidth - 2), line, line));
        out.flush();
    }

    @Override
    public void show(Moment moment) {
        remember(moment);
        out.println(kernel(moment) + client(Actor.ALICE, moment) + client(Actor.BOB, moment));
        out.flush();
    }

    @Override
    public void tell(String line) {
        out.println(line);
        out.flush();
    }

    private void remember(Moment moment) {
        var client = Actor.of(moment.client());
        switch (moment.kind()) {
            case CONNECTS -> connected.add(client);
            case WAITS -> waiting.add(client);
            case ACCEPTED -> waiting.remove(client);
            case LEAVES -> connected.remove(client);
            case LISTENS, SENDS, RECEIVED, REPLIED, RECEIVES, CLOSED -> {}
        }
    }

    private String kernel(Moment moment) {
        return moment.actor() == Actor.KERNEL
                ? coloured(Actor.of(moment.client()), fit(moment.text(), kernelWidth))
                : " ".repeat(kernelWidth);
    }

    /** What the client does; else a line that shows that it is connected, or waits. */
    private String client(Actor actor, Moment moment) {
        if (moment.actor() == actor) {
            return coloured(actor, fit(moment.text(), CLIENT_WIDTH));
        }
        if (waiting.contains(actor)) {
            return paint(Style.fg_magenta, fit("┊", CLIENT_WIDTH));
        }
        return fit(connected.contains(actor) ? "│" : "", CLIENT_WIDTH);
    }

    private String coloured(Actor client, String text) {
        return switch (client) {
            // Read well on a light ground and on a dark one, as cyan and yellow do not.
            case ALICE -> paint(Style.fg_green, text);
            case BOB -> paint(Style.fg_magenta, text);
            case KERNEL -> text;
        };
    }

    private String row(Style style, String kernel, String client, String other) {
        return paint(
                style,
                fit(kernel, kernelWidth) + fit(client, CLIENT_WIDTH) + fit(other, CLIENT_WIDTH));
    }

    private String paint(Style style, String text) {
        return ansi.enabled() ? style.on() + text + style.off() : text;
    }

    /** Cuts or fills the text to the width, with at least one blank at its end. */
    private static String fit(String text, int width) {
        return text.length() < width
                ? text + " ".repeat(width - text.length())
                : text.substring(0, width - 2) + "… ";
    }
}
