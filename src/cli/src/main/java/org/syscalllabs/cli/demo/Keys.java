package org.syscalllabs.cli.demo;

import java.io.IOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The keys of a terminal, one by one, or the lines of another input: each moves a story on. */
public final class Keys implements Play.Pace, AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;

    /** Of this program's terminal, which shows no key meanwhile. */
    public Keys() throws IOException {
        terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        before = terminal.enterRawMode(); // Ctrl-C is a signal all the same
    }

    @Override
    public void await() throws IOException {
        terminal.reader().read(); // at the end of the input the story goes on by itself
    }

    @Override
    public void close() throws IOException {
        terminal.setAttributes(before);
        terminal.close();
    }
}
