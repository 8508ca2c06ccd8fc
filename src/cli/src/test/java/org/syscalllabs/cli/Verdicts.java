package org.syscalllabs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.syscalllabs.cli.kit.Lab;

/**
 * What the labs' files {@code wrong/verdicts.txt} say: which server must fail which check, and what
 * it is told. What they don't say must pass.
 *
 * <pre>
 * # A comment.
 * ThreadPerClient
 *     bobIsServedAfterAlice
 *         but was:  the server answered bob
 * 05/Server
 *     oneAtATime
 * </pre>
 *
 * <p>A server, below it its checks, below each the lines that its message must have. {@code N} is
 * any number, {@code …} at its end any more words. A name without a lab is this lab's own; {@code
 * 05/Server} is the right one of lab 05.
 */
final class Verdicts {

    /** {@code 03/oneAtATime} judges {@code 03/ThreadPerClient}. */
    record Cell(String check, String server) {
        @Override
        public String toString() {
            return server + ", " + check;
        }
    }

    private final Map<Cell, List<String>> refuted = new LinkedHashMap<>();

    static Path file(Lab lab) {
        return lab.folder().resolve("wrong/verdicts.txt");
    }

    void read(Lab lab) throws IOException {
        if (!Files.exists(file(lab))) {
            return;
        }
        var server = "";
        var message = new ArrayList<String>();
        for (var line : Files.readAllLines(file(lab))) {
            var text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            switch (line.indexOf(text)) {
                case 0 -> server = id(lab, text);
                case 4 -> {
                    message = new ArrayList<>();
                    refuted.put(new Cell(id(lab, text), server), message);
                }
                case 8 -> message.add(text);
                default ->
                        throw new IllegalArgumentException(
                                "%s: indent by 0, 4 or 8 spaces: %s".formatted(file(lab), line));
            }
        }
    }

    /** Which servers must fail which checks, and the lines of the message, if any are asked for. */
    Map<Cell, List<String>> refuted() {
        return refuted;
    }

    /** A failure's lines in the form of the files: only what says what and why, without numbers. */
    static List<String> deciding(String message) {
        return message.lines()
                .filter(line -> line.startsWith("but was:") || line.startsWith("because:"))
                .map(line -> line.replaceAll("\\b\\d+\\b", "N").strip())
                .toList();
    }

    /** Whether a line that the files ask for was told. */
    static boolean isAmong(List<String> told, String line) {
        return line.endsWith("…")
                ? told.stream().anyMatch(t -> t.startsWith(line.substring(0, line.length() - 1)))
                : told.contains(line);
    }

    private static String id(Lab lab, String name) {
        return name.contains("/") ? name : lab.number() + "/" + name;
    }
}
