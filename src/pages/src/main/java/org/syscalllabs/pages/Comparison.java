package org.syscalllabs.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what a page shows with what was seen, step by step: the PIDs of one are its own. */
final class Comparison {

    /** The same step in the page and in the run, without what may differ. */
    record Sides(List<String> page, List<String> run) {
        boolean areEqual() {
            return page.equals(run);
        }
    }

    /** One of the sides: what a trace has shown so far is needed to understand what comes next. */
    private static final class Side {
        private final Shown shown = new Shown();
        private final Map<RunningCommand, String> traces = new HashMap<>();

        List<String> next(PagePlayer.Seen seen, List<String> lines) {
            var text = String.join("\n", lines).replace("^C", "") + "\n";
            if (!seen.trace()) {
                return shown.lines(text);
            }
            var whole = traces.merge(seen.command(), text, String::concat);
            var told = new ArrayList<>(shown.lines(Shown.beforeCalls(whole)));
            told.addAll(Shown.calls(whole));
            return told;
        }
    }

    private final Side page = new Side();
    private final Side run = new Side();

    /**
     * @param shown the lines of the page
     */
    Sides of(List<String> shown, PagePlayer.Seen seen) {
        return new Sides(page.next(seen, shown), run.next(seen, seen.lines()));
    }
}
