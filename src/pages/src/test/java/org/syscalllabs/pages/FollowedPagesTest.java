package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The labs' pages as one student follows them: each command of each page in its order, those of the
 * text, too, on one machine, from a clean start to the last check.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(NeedsNamespaces.class)
class FollowedPagesTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("all pages in their order, word for word, to the last check")
    void all() throws IOException {
        try (var machine = new PageMachine(folder.resolve("machine"))) {
            for (var lab : TranscriptsTest.labs().toList()) {
                var page = lab.resolve("README.md");
                follow(machine, page.toString(), read(page));
            }
            assertThat(shown(machine, "./lab")).contains("all labs are proved");
        }
    }

    @Test
    @DisplayName("a page that does not stop what it has started is noticed")
    void aMissingStop() throws IOException {
        var page = read(Path.of("labs/01-start-server/README.md"));
        var stop = page.indexOf("$ labs/01-start-server/stop");
        var without = new ArrayList<>(page.subList(0, stop - 1));
        without.addAll(page.subList(page.lastIndexOf("```") + 1, page.size()));
        try (var machine = new PageMachine(folder.resolve("machine"))) {
            assertThatThrownBy(() -> follow(machine, "page", without))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("is held by the server of lab 1");
        }
    }

    /** A command in the text of a page: {@code ./lab break 4}. */
    private static final Pattern IN_THE_TEXT =
            Pattern.compile("`((?:\\./lab|scripts/|labs/)[^`]*)`");

    @Test
    @DisplayName("each command in the text of a page is one of lab's or of the scripts'")
    void commandsInTheText() throws IOException {
        var wrong = new ArrayList<String>();
        try (var machine = new PageMachine(folder.resolve("machine"))) {
            for (var lab : TranscriptsTest.labs().toList()) {
                var text = String.join("\n", read(lab.resolve("README.md")));
                for (var command :
                        IN_THE_TEXT.matcher(text).results().map(m -> m.group(1)).toList()) {
                    var program = command.split(" ", 2)[0];
                    if (program.equals("./lab") && command.contains(" ")) {
                        var name = command.split(" ", 3)[1];
                        // To an unknown one lab shows its own help.
                        if (!shown(machine, "./lab " + name + " --help")
                                .contains("Usage: lab " + name)) {
                            wrong.add(lab + ": " + command);
                        }
                    } else if (!Files.exists(PageMachine.ROOT.resolve(program))) {
                        wrong.add(lab + ": " + command);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> read(Path page) throws IOException {
        return Files.readAllLines(PageMachine.ROOT.resolve(page));
    }

    /** Types all that the page says; then nothing may run that it has started. */
    private static void follow(PageMachine machine, String page, List<String> lines)
            throws IOException {
        var player = new PagePlayer(machine);
        var comparison = new Comparison();
        for (var step : Transcript.withTextCommands(lines)) {
            if (step.ofTheText()) {
                var command = machine.run(step.command());
                command.awaitEnd();
                assertThat(command.exitCode())
                        .as("%s:%d: %s\n%s", page, step.line(), step.command(), command.shown())
                        .isZero();
            } else {
                var sides = comparison.of(step.shown(), player.play(step));
                assertThat(sides.run()).as(page + ":" + step.line()).isEqualTo(sides.page());
            }
        }
        for (var more : player.end()) {
            assertThat(more.command().isRunning()).as("a command goes on behind " + page).isFalse();
            assertThat(more.lines()).as("what no block of %s shows", page).isEmpty();
        }
        assertThat(shown(machine, "./lab stop"))
                .as("at the end of " + page)
                .isEqualTo("nothing runs\n");
        assertThat(shown(machine, "ss -Hltn")).as("who listens at the end of " + page).isEmpty();
    }

    private static String shown(PageMachine machine, String line) throws IOException {
        var command = machine.run(line);
        command.awaitEnd();
        return command.shown();
    }
}
