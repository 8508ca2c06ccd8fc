package org.syscalllabs.cli.pages;

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
     * @param line where it stands in the page
     * @param command what follows the {@code $}, or nothing
     */
    record Step(int line, String command, List<String> shown) {}

    private Transcript() {}

    static List<Step> of(Path page) throws IOException {
        var steps = new ArrayList<Step>();
        var lines = Files.readAllLines(page);
        var inside = false;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.equals("```console")) {
                inside = true;
                if (!lines.get(i + 1).startsWith("$ ")) {
                    steps.add(new Step(i + 2, "", new ArrayList<>()));
                }
            } else if (line.equals("```")) {
                inside = false;
            } else if (inside && line.startsWith("$ ")) {
                steps.add(new Step(i + 1, line.substring(2), new ArrayList<>()));
            } else if (inside) {
                steps.getLast().shown().add(line);
            }
        }
        return steps;
    }
}
