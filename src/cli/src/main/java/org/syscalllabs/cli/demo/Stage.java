package org.syscalllabs.cli.demo;

/** Where the story is shown as it happens. */
public sealed interface Stage permits Columns, PlainLines {

    /** Shows the command that is about to run. */
    void opens(String command);

    /** Shows the next thing that happened. */
    void show(Moment moment);

    /** Shows a line of the closing, below the story. */
    void tell(String line);
}
