package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show is what one sees. Each has a machine of its own: they play side by side. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(NeedsNamespaces.class)
class TranscriptsTest {
    @TempDir private Path folder;

    /** The pages that show something. */
    static Stream<Path> pages() throws IOException {
        try (var all = Files.walk(PageMachine.ROOT, 3)) {
            return all
                    .map(PageMachine.ROOT::relativize)
                    .filter(page -> page.toString().matches("README.md|(docs|labs)/.*\\.md"))
                    .filter(page -> !steps(page).isEmpty())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Those of the labs are followed in their order: see FollowedPagesTest. */
    static Stream<Path> pagesOfNoLab() throws IOException {
        return pages().filter(page -> !page.startsWith("labs"));
    }

    static Stream<Path> labs() throws IOException {
        try (var folders = Files.list(PageMachine.ROOT.resolve("labs"))) {
            return folders
                    .filter(lab -> lab.getFileName().toString().matches("\\d\\d-.*"))
                    .map(PageMachine.ROOT::relativize)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static List<Transcript.Step> steps(Path page) {
        try {
            return Transcript.of(PageMachine.ROOT.resolve(page));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pagesOfNoLab")
    @DisplayName("a page's transcripts are what its commands show")
    void transcripts(Path page) throws IOException {
        try (var machine = new PageMachine(folder.resolve("machine"))) {
            var player = new PagePlayer(machine);
            var comparison = new Comparison();
            for (var step : steps(page)) {
                var sides = comparison.of(step.shown(), player.play(step));
                assertThat(sides.run()).as(page + ":" + step.line()).isEqualTo(sides.page());
            }
            for (var more : player.end()) {
                var sides = comparison.of(List.of(), more);
                assertThat(sides.run()).as(page + ", at its end").isEqualTo(sides.page());
            }
        }
    }

    /** The first line of trace.txt says how it was made. */
    private static final Pattern MADE_BY =
            Pattern.compile("# (.+?) -o trace\\.txt, while (.+) ran[.:]");

    @ParameterizedTest
    @MethodSource("labs")
    @DisplayName("a lab's trace.txt is what its server does")
    void traces(Path lab) throws IOException {
        var file = PageMachine.ROOT.resolve(lab).resolve("trace.txt");
        assertThat(file).isRegularFile();
        var expected = Files.readString(file);
        var made = MADE_BY.matcher(expected.lines().findFirst().orElse(""));
        assertThat(made.matches()).as("%s says how it was made", file).isTrue();

        try (var machine = new PageMachine(folder.resolve("machine"))) {
            machine.run(lab + "/start").awaitEnd();
            var trace = machine.run(made.group(1) + " -o work/trace.txt");
            trace.await("strace is attached", machine::isAtRest);
            machine.run(made.group(2)).awaitEnd();
            trace.await("the server waits again, or has ended", machine::isAtRest);
            if (trace.isRunning()) {
                trace.signal("INT");
            }
            trace.awaitEnd();

            var log = folder.resolve("machine/work/trace.txt");
            assertThat(Shown.calls(Files.readString(log)))
                    .isNotEmpty()
                    .isEqualTo(Shown.calls(expected.replaceAll("(?m)^#.*\n", "")));
        }
    }
}
