package org.syscalllabs.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.claim.Claims;

/** Recorded logs that were cut, or that other output was mixed into. */
class BrokenRecordingsTest {

    /** With -Dlogs=1000000 as many as one likes. */
    private static final int LOGS = Integer.getInteger("logs", 10_000);

    /** In nanoseconds: for a log of up to a megabyte, and for each further one. */
    private static final long LONGEST_JUDGING = 2_000_000_000;

    /** What a line may go on with for long. */
    private static final List<String> JOINS =
            List.of(
                    "3<3<",
                    "3<a<b>",
                    "(",
                    "[{",
                    "\\\"",
                    "4<TCP:[",
                    "<unfinished ...>",
                    "->",
                    " = ");

    /** How a log may break. */
    private enum Damage {
        CUT,
        BYTES_FLIPPED,
        LINES_SHUFFLED,
        LINES_DOUBLED,
        MERGED_WITH_ANOTHER,
        ZEROS_WRITTEN,
        LINES_JOINED,
        OUTPUT_MIXED_IN
    }

    /** A log that strace wrote to its end, and the claims that it proves. */
    private record Whole(String name, String log, Set<String> proved) {}

    @Test
    @DisplayName(
            "ten thousand broken logs: none throws, none takes long, none proves what the whole did"
                    + " not")
    void broken_logs_prove_nothing_that_the_whole_ones_do_not() throws IOException {
        var wholes = new ArrayList<Whole>();
        for (var recording : Recording.all()) {
            var file = Recording.folder().resolve(recording.log() + ".log");
            // Those that were made are broken already: they are no whole to compare with.
            var whole = !recording.start().equals("made");
            if (whole && Files.exists(file) && Files.size(file) > 0) {
                var log = Files.readString(file, ISO_8859_1);
                wholes.add(new Whole(recording.log(), log, provedBy(log)));
            }
        }
        var random = new Random(20_261_125);
        var wrong = new ArrayList<String>();
        assertTimeoutPreemptively(
                Duration.ofMillis(60L * LOGS),
                () -> {
                    for (var i = 0; i < LOGS; i++) {
                        var whole = wholes.get(i % wholes.size());
                        var damage = Damage.values()[random.nextInt(Damage.values().length)];
                        var other = wholes.get(random.nextInt(wholes.size()));
                        var broken = broken(whole.log, other.log, damage, random);
                        var begin = System.nanoTime();
                        var more = provedBy(broken);
                        var took = System.nanoTime() - begin;
                        if (took > LONGEST_JUDGING * (1 + broken.length() / 1_000_000)) {
                            wrong.add(i + " " + whole.name + " " + damage + " took " + took);
                        }
                        more.removeAll(whole.proved);
                        if (damage == Damage.MERGED_WITH_ANOTHER) {
                            more.removeAll(other.proved);
                        }
                        if (!more.isEmpty()) {
                            wrong.add(i + " " + whole.name + " " + damage + ": " + more);
                        }
                    }
                });

        assertThat(wrong).isEmpty();
    }

    private static Set<String> provedBy(String log) {
        var proved = new HashSet<String>();
        for (var verdict : TraceLog.ofText(log).judge(Claims.ofEveryServer())) {
            assertThat(verdict.text()).isNotEmpty();
            if (verdict.isProved()) {
                proved.add(verdict.claim());
            }
        }
        return proved;
    }

    private static String broken(String log, String other, Damage damage, Random random) {
        var lines = new ArrayList<>(log.lines().toList());
        var at = random.nextInt(lines.size());
        var many = random.nextInt(1, 20);
        switch (damage) {
            case CUT -> {
                var from = random.nextInt(log.length());
                var to = random.nextInt(log.length());
                return random.nextBoolean()
                        ? log.substring(Math.min(from, to), Math.max(from, to))
                        : log.substring(0, Math.min(from, to)) + log.substring(Math.max(from, to));
            }
            case BYTES_FLIPPED -> {
                var bytes = new StringBuilder(log);
                for (var i = 0; i < many; i++) {
                    var flipped = random.nextInt(log.length());
                    bytes.setCharAt(flipped, (char) (log.charAt(flipped) ^ 1 << random.nextInt(8)));
                }
                return bytes.toString();
            }
            case LINES_SHUFFLED ->
                    Collections.shuffle(
                            lines.subList(at, Math.min(lines.size(), at + many)), random);
            case LINES_DOUBLED -> {
                for (var i = 0; i < many; i++) {
                    var doubled = random.nextInt(lines.size());
                    lines.add(doubled, lines.get(doubled));
                }
            }
            case MERGED_WITH_ANOTHER -> {
                var from = 0;
                for (var line : other.lines().toList()) {
                    from = Math.min(lines.size(), from + random.nextInt(4));
                    lines.add(from++, line);
                }
            }
            case ZEROS_WRITTEN -> {
                var from = random.nextInt(log.length());
                var to = Math.min(log.length(), from + random.nextInt(5_000));
                return log.substring(0, from) + "\0".repeat(to - from) + log.substring(to);
            }
            case LINES_JOINED -> {
                var unit = JOINS.get(random.nextInt(JOINS.size()));
                lines.set(at, lines.get(at) + unit.repeat(random.nextInt(20_000)));
                lines.add(Math.min(lines.size(), at + 1), String.join("", lines));
            }
            case OUTPUT_MIXED_IN -> {
                for (var i = 0; i < many; i++) {
                    var torn = random.nextInt(lines.size());
                    var line = lines.get(torn);
                    var in = random.nextInt(line.length() + 1);
                    var output = random.nextBoolean() ? "client (4) said = 5\n" : "ready";
                    lines.set(torn, line.substring(0, in) + output + line.substring(in));
                }
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
