package org.syscalllabs.cli.demo;

import java.io.PrintWriter;

/** One line a moment, with the name of the actor in front: for logs and pipes. */
public final class PlainLines implements Stage {

    private final PrintWriter out;

    public PlainLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void opens(String command) {
        out.println("+ " + command);
    }

    @Override
    public void show(Moment moment) {
        out.println("%-6s | %s".formatted(moment.actor().title(), moment.text()));
    }

    @Override
    public void tell(String line) {
        out.println(line);
    }
}
