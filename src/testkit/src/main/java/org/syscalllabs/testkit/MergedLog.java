package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Several logs of {@code strace -f -ttt} as one: each line has the thread and the time, and all
 * threads of a machine share its clock. So lines in the order of their times are the log that one
 * strace would have written.
 */
final class MergedLog {

    private MergedLog() {}

    /** Writes the lines of all logs, oldest first; those of one log stay in their order. */
    static void write(List<Path> logs, Path merged) throws IOException {
        var lines = new ArrayList<Line>();
        for (var log : logs) {
            var last = "";
            for (var text : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
                // A line of strace's own has no time: it stays behind the one before it.
                last = time(text).isEmpty() ? last : time(text);
                lines.add(new Line(last, text));
            }
        }
        lines.sort(Comparator.comparing(Line::time));
        Files.write(merged, lines.stream().map(Line::text).toList(), StandardCharsets.ISO_8859_1);
    }

    private record Line(String time, String text) {}

    /** {@code 1700000000.000001} of {@code 4711 1700000000.000001 listen(…}; else nothing. */
    private static String time(String line) {
        var fields = line.stripLeading().split(" +", 3);
        return fields.length > 1 && fields[1].matches("\\d{10}\\.\\d{6}") ? fields[1] : "";
    }
}
