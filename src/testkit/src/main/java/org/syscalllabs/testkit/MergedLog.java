package org.syscalllabs.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several logs of {@code strace -f -ttt} as one: each line has the thread and the time, and all
 * threads of a machine share its clock. So lines in the order of their times are the log that one
 * strace would have written.
 */
final class MergedLog {

    private MergedLog() {}

    /** The lines of all logs, oldest first; those of one log stay in their order. */
    static byte[] of(List<InputStream> logs) throws IOException {
        var lines = new ArrayList<Line>();
        for (var log : logs) {
            var last = "";
            for (var text : new String(log.readAllBytes(), ISO_8859_1).lines().toList()) {
                // A line of strace's own has no time: it stays behind the one before it.
                last = time(text).isEmpty() ? last : time(text);
                lines.add(new Line(last, text));
            }
        }
        lines.sort(Comparator.comparing(Line::time));
        return lines.stream()
                .map(line -> line.text() + "\n")
                .collect(Collectors.joining())
                .getBytes(ISO_8859_1);
    }

    private record Line(String time, String text) {}

    /** {@code 1700000000.000001} of {@code 4711 1700000000.000001 listen(…}; else nothing. */
    private static String time(String line) {
        var fields = line.stripLeading().split(" +", 3);
        return fields.length > 1 && fields[1].matches("\\d{10}\\.\\d{6}") ? fields[1] : "";
    }
}
