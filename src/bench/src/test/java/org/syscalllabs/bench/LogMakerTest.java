package org.syscalllabs.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs that were made are as strace would have written them. */
class LogMakerTest {
    private static final Path RECORDED = Path.of("../trace/src/test/resources/recorded");
    private static final Pattern LINE = Pattern.compile("(\\d+) {1,5}(\\d{10}\\.\\d{6}) .+");
    private static final Pattern ACCEPTED = Pattern.compile("= \\d+<TCP.*->.*:(\\d+)\\]>");
    private static final Pattern CLOSED = Pattern.compile(" close\\(\\d+<TCP.*->.*:(\\d+)\\]>\\)");

    @ParameterizedTest
    @EnumSource
    void every_line_has_its_thread_and_a_later_time(Style style) throws IOException {
        var before = "";
        for (var line : made(style, 50, style == Style.IN_TURN ? 1 : 7)) {
            var parts = LINE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            assertThat(parts.group(2)).isGreaterThan(before);
            before = parts.group(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"IN_TURN, 1", "THREADS, 1", "THREADS, 20", "LOOP, 1", "LOOP, 20"})
    void so_many_clients_are_connected_at_a_time(Style style, int atATime) throws IOException {
        var open = new HashSet<String>();
        var most = 0;
        var all = 0;
        for (var line : made(style, 100, atATime)) {
            var accepted = ACCEPTED.matcher(line);
            var closed = CLOSED.matcher(line);
            if (closed.find()) {
                assertThat(open.remove(closed.group(1))).as(line).isTrue();
            } else if (accepted.find()) {
                assertThat(open.add(accepted.group(1))).as(line).isTrue();
                all++;
            }
            most = Math.max(most, open.size());
        }
        assertThat(open).isEmpty();
        assertThat(all).isEqualTo(100);
        assertThat(most).isEqualTo(atATime);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_begun_is_resumed_by_the_same_thread(Style style) throws IOException {
        var begun = new HashSet<String>();
        for (var line : made(style, 50, style == Style.IN_TURN ? 1 : 7)) {
            var thread = line.substring(0, line.indexOf(' '));
            if (line.contains(" resumed>")) {
                assertThat(begun.remove(thread)).as(line).isTrue();
            } else {
                assertThat(begun).as(line).doesNotContain(thread);
            }
            if (line.endsWith(" <unfinished ...>")) {
                begun.add(thread);
            }
        }
        assertThat(begun).isEmpty();
    }

    private static List<String> made(Style style, int clients, int atATime) throws IOException {
        var lines = Files.readAllLines(RECORDED.resolve(style.log()));
        var story = Story.of(Recording.calls(lines));
        var random = new SplittableRandom(1);
        var bytes = new ByteArrayOutputStream();
        try (var log = new LogOutput(bytes, story.begin(), random)) {
            new LogMaker(story, style, log, random).write(clients, Long.MAX_VALUE, atATime);
        }
        return bytes.toString(US_ASCII).lines().toList();
    }
}
