package org.syscalllabs.testkit.failure;

import java.io.IOException;
import java.nio.file.Path;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.trace.TraceLog;

/**
 * What a failed test has left for its reader: printed below the failure that it is attached to. Not
 * thrown itself.
 */
public final class LeftBehind extends Exception {

    private static final int WIDTH = 100;

    private LeftBehind(Path trace, Path timeline) {
        super(
                "the failed test has left\n  trace:    %s\n  timeline: %s"
                        .formatted(FailureText.shown(trace), FailureText.shown(timeline)),
                null,
                false,
                false);
    }

    /** Draws the timeline of a trace into a file beside it. */
    public static LeftBehind by(TraceLog trace, Path log) throws IOException {
        var name = String.valueOf(log.getFileName()).replaceFirst("\\.log$", "");
        var timeline = log.resolveSibling(name + ".timeline.txt");
        var drawn = trace.overview().timeline(WIDTH);
        OwnFile.write(timeline, drawn.isEmpty() ? "no client was seen\n" : drawn);
        return new LeftBehind(log, timeline);
    }
}
