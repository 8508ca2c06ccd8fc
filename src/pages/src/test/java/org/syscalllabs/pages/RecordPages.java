package org.syscalllabs.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writes into the pages what their commands show: {@code make transcripts}. No test: its name keeps
 * it out of {@code make test}.
 *
 * <p>A page that is still true stays as it is. One that is not gets all its blocks anew, from one
 * run, so that a process has one PID in all of them. Of the old lines only what one types is kept:
 * what follows the client's prompt, {@code Enter: … leaves}, and {@code ^C}. A page whose run fails
 * stays as it is, too.
 */
class RecordPages {
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{3,}(?![\\w.])");

    @TempDir private Path folder;

    /** The one that was asked for, or all. */
    static Stream<Path> pages() throws IOException {
        var page = System.getProperty("page", "");
        return page.isEmpty() ? TranscriptsTest.pages() : Stream.of(Path.of(page));
    }

    @ParameterizedTest
    @MethodSource("pages")
    @DisplayName("a page's transcripts are recorded")
    void record(Path page) throws IOException {
        var file = PageMachine.ROOT.resolve(page);
        var lines = Files.readAllLines(file);
        var recorded = new ArrayList<List<String>>();
        var isTrue = true;
        try (var machine = PageMachine.withBuiltKit(folder.resolve("machine"))) {
            var player = new PagePlayer(machine);
            var comparison = new Comparison();
            for (var step : Transcript.of(lines)) {
                var seen = player.play(step);
                isTrue &= comparison.of(step.shown(), seen).areEqual();
                recorded.add(seen.lines());
            }
            for (var more : player.end()) {
                if (!more.lines().isEmpty()) {
                    say("%s: no block shows this:%n%s", page, String.join("\n", more.lines()));
                }
            }
        } catch (AssertionError failed) {
            say("%s: stays as it is, for a step failed", page);
            throw failed;
        }
        if (isTrue) {
            say("%s: still true", page);
            return;
        }
        var fresh = Transcript.with(lines, recorded);
        Files.write(file, fresh);
        say("%s: recorded", page);
        staleNumbers(lines, fresh).forEach(where -> say("%s:%s", page, where));
    }

    /** Where the text around the blocks names a number that only the old blocks had. */
    private static List<String> staleNumbers(List<String> old, List<String> fresh) {
        var gone = new HashSet<String>();
        Transcript.of(old)
                .forEach(step -> step.shown().forEach(line -> gone.addAll(numbers(line))));
        var steps = Transcript.of(fresh);
        steps.forEach(step -> step.shown().forEach(line -> gone.removeAll(numbers(line))));
        var shown = new HashSet<Integer>();
        for (var step : steps) {
            for (var i = 0; i < step.shown().size(); i++) {
                shown.add(step.line() + i);
            }
        }
        var where = new ArrayList<String>();
        for (var line = 1; line <= fresh.size(); line++) {
            var stale = numbers(fresh.get(line - 1));
            stale.retainAll(gone);
            if (!shown.contains(line) && !stale.isEmpty()) {
                where.add("%d: the text still says %s".formatted(line, String.join(", ", stale)));
            }
        }
        return where;
    }

    private static List<String> numbers(String line) {
        return new ArrayList<>(NUMBER.matcher(line).results().map(found -> found.group()).toList());
    }

    private static void say(String format, Object... arguments) {
        System.err.printf(format + "%n", arguments);
    }
}
