package org.syscalllabs.cli.check;

import java.io.IOException;

/** A form in which a check is told: each claim as it is judged, then the whole. */
public sealed interface Report permits TextReport, JsonReport, JUnitReport {

    /** Tells one claim. Forms that can only be written whole do nothing here. */
    default void judged(Finding finding) throws IOException {}

    /** Tells the whole, once. */
    void finished(Outcome outcome) throws IOException;
}
