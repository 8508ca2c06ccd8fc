package org.syscalllabs.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The console blocks of a page, as steps in the order in which they stand. */
final class Transcript {

    /**
     * One command and what it shows; or, without a command, what one that goes on shows later.
     *
     * @param line where the first shown line stands in the page, or would stand; the first is 1
     * @param command what follows the {@code $}, or nothing
     */
    record Step(int line, String command, List<String> shown) {
        /** The shell does not wait for it, and what it prints is not shown. */
        boolean isInBackground() {
            return command.matches(".*[^&]&");
        }
    }

    private Transcript() {}

    static List<Step> of(Path page) throws IOException {
        return of(Files.readAllLines(page));
    }

    static List<Step> of(List<String> lines) {
        var steps = new ArrayList<Step>();
        var inside = false;
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.equals("```console")) {
                inside = true;
                if (!lines.get(i + 1).startsWith("$ ")) {
                    steps.add(new Step(i + 2, "", new ArrayList<>()));
                }
            } else if (line.equals("```")) {
                inside = false;
            } else if (inside && line.startsWith("$ ")) {
                steps.add(new Step(i + 2, line.substring(2), new ArrayList<>()));
            } else if (inside) {
                steps.getLast().shown().add(line);
            }
        }
        return steps;
    }

    /** The page with other lines in its steps: as many lists as it has steps. */
    static List<String> with(List<String> page, List<List<String>> shown) {
        var lines = new ArrayList<>(page);
        var steps = of(page);
        // From the end to the beginning, so that the steps' lines are still where they were.
        for (var i = steps.size() - 1; i >= 0; i--) {
            var from = steps.get(i).line() - 1;
            var old = lines.subList(from, from + steps.get(i).shown().size());
            old.clear();
            old.addAll(shown.get(i));
        }
        return lines;
    }
}
