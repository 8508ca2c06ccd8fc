package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.syscalllabs.cli.kit.Kit;

/** Servers of beginners, each with one mistake, and what they are told of it. */
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The message says the mistake of")
class BeginnersTest {
    private static final Path FOLDER =
            Path.of("src/test/servers/beginners").toAbsolutePath().normalize();

    /** Besides the evidence: what was expected, what was, why, a hint, and where to look. */
    private static final int MOST_LINES = 8;

    @TempDir private Path home;

    /**
     * A row of the table.
     *
     * @param build the command that builds it, or a dash
     * @param said what must be said, one after the other in any order
     */
    record Row(String file, String build, String run, String lab, List<String> said) {
        static Row of(String line) {
            var cells = line.split("\t", -1);
            return new Row(cells[0], cells[1], cells[2], cells[3], List.of(cells[4].split(" & ")));
        }

        /** A command of the row, for a program that is built in this folder. */
        List<String> words(String command, Path out) {
            var stem = FOLDER.resolve(file.replaceFirst("\\.\\w+$", "")).toString();
            return List.of(
                    command.replaceFirst("^java ", Kit.java() + " ")
                            .replace("{out}", out.resolve("server").toString())
                            .replace("{}", stem)
                            .split(" "));
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Row> rows() throws IOException {
        return Files.readAllLines(FOLDER.resolve("messages.tsv")).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("file\t"))
                .map(Row::of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void message(Row row) throws Exception {
        if (!row.build().equals("-")) {
            var build = new ProcessBuilder(row.words(row.build(), home)).inheritIO().start();
            assertThat(build.waitFor()).as(row.build()).isZero();
        }
        // Each comes to rest by itself but one that never listens; a Java file is compiled first.
        var timeout = row.run().startsWith("java") ? "60" : "10";
        var command = new ArrayList<String>();
        command.addAll(List.of("check", row.lab(), "--port", "0", "--timeout", timeout, "--"));
        command.addAll(row.words(row.run(), home));
        try (var kit = new TestKit(home)) {
            var ran = kit.lab(command.toArray(String[]::new));
            assertThat(ran.exit()).as(ran.out() + ran.err()).isIn(1, 4);
            var message = lastMessage(ran.out());
            assertThat(String.join("\n", message)).contains(row.said());
            assertThat(message.stream().filter(BeginnersTest::isNoEvidence))
                    .hasSizeLessThanOrEqualTo(MOST_LINES);
        }
    }

    /** Of several the last one on the screen is the one to mend first. */
    private static List<String> lastMessage(String out) {
        var lines = out.lines().toList();
        var from = 0;
        for (var i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("(refuted|undecided)  \\S.*")) {
                from = i + 1;
            }
        }
        return lines.subList(from, lines.size());
    }

    /** No line of the trace, no heading of those, no line that the server has printed. */
    private static boolean isNoEvidence(String line) {
        return !line.isBlank() && !line.matches(" +(\\d+ .*|line +thread .*|\\| .*)");
    }

    @Test
    @DisplayName("a command line without the lab's number, and of a file that can't be run")
    void commandLines() throws IOException {
        var script = Files.writeString(home.resolve("server.py"), "");
        try (var kit = new TestKit(home)) {
            var ran = kit.lab("check", "--", "python3", script.toString());
            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("the lab's number is missing")
                    .contains("./lab check 3 -- python3 " + script);
            ran = kit.lab("check", "3", "--", script.toString());
            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err()).contains(script + " is not executable").contains("chmod +x");
        }
    }
}
