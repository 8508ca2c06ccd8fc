package org.syscalllabs.cli.check;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** The forms in which a check may be told. */
public enum Format {
    /** For a reader. */
    TEXT,
    /** For a program. */
    JSON,
    /** For what shows the results of tests, as CI servers do. */
    JUNIT;

    /** A report of this form, written to {@code out}. */
    public Report to(PrintWriter out, Ansi ansi) {
        return switch (this) {
            case TEXT -> new TextReport(out, ansi);
            case JSON -> new JsonReport(out);
            case JUNIT -> new JUnitReport(out);
        };
    }

    /** As it is typed: {@code text}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
