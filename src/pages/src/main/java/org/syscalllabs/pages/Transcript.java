package org.syscalllabs.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The console blocks of a page, as steps in the order in which they stand; and, where they are
 * wanted, the commands that the text names in lines of their own, which show nothing in the page.
 */
final class Transcript {

    /**
     * One command and what it shows; or, without a command, what one that goes on shows later.
     *
     * @param line where the first shown line stands in the page, or would stand; the first is 1
     * @param command what follows the {@code $}, or nothing
     * @param ofTheText whether the text names it, and the page does not say what it shows
     */
    record Step(int line, String command, List<String> shown, boolean ofTheText) {
        Step(int line, String command) {
            this(line, command, new ArrayList<>(), false);
        }

        /** The shell does not wait for it, and what it prints is not shown. */
        boolean isInBackground() {
            return command.matches(".*[^&]&");
        }
    }

    private static final Pattern TEXT_COMMAND =
            Pattern.compile(" {4}(\\./lab|scripts/|labs/|make ).*");

    private Transcript() {}

    static List<Step> of(Path page) throws IOException {
        return of(Files.readAllLines(page));
    }

    static List<Step> of(List<String> lines) {
        return withTextCommands(lines).stream().filter(step -> !step.ofTheText()).toList();
    }

    /** All that a reader types: the blocks' commands, and the text's. */
    static List<Step> withTextCommands(List<String> lines) {
        var steps = new ArrayList<Step>();
        var inside = false;
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.equals("```console")) {
                inside = true;
                if (!lines.get(i + 1).startsWith("$ ")) {
                    steps.add(new Step(i + 2, ""));
                }
            } else if (line.equals("```")) {
                inside = false;
            } else if (inside && line.startsWith("$ ")) {
                steps.add(new Step(i + 2, line.substring(2)));
            } else if (inside) {
                steps.getLast().shown().add(line);
            } else if (TEXT_COMMAND.matcher(line).matches()) {
                steps.add(new Step(i + 1, line.strip(), List.of(), true));
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
