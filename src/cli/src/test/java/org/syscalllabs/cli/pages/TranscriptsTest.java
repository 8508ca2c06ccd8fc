package org.syscalllabs.cli.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show is what one sees. */
class TranscriptsTest {
    @TempDir private Path folder;

    static Stream<Path> pages() throws IOException {
        try (var all = Files.walk(Machine.ROOT, 3)) {
            return all
                    .map(Machine.ROOT::relativize)
                    .filter(page -> page.toString().matches("README.md|(docs|labs)/.*\\.md"))
                    .filter(page -> !steps(page).isEmpty())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<Path> labs() throws IOException {
        try (var folders = Files.list(Machine.ROOT.resolve("labs"))) {
            return folders
                    .filter(lab -> lab.getFileName().toString().matches("\\d\\d-.*"))
                    .map(Machine.ROOT::relativize)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static List<Transcript.Step> steps(Path page) {
        try {
            return Transcript.of(Machine.ROOT.resolve(page));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void needsNamespaces() throws IOException {
        var obstacle = Machine.obstacle(folder.resolve("try"));
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    @ParameterizedTest
    @MethodSource("pages")
    @DisplayName("a page's transcripts are what its commands show")
    void transcripts(Path page) throws IOException {
        try (var machine = new Machine(folder.resolve("machine"))) {
            var session = new Session(machine, page);
            for (var step : steps(page)) {
                session.play(step);
            }
            session.end();
        }
    }

    /** The first line of trace.txt says how it was made. */
    private static final Pattern MADE_BY =
            Pattern.compile("# (\\S+) -o trace\\.txt, while (.+) ran[.:]");

    @ParameterizedTest
    @MethodSource("labs")
    @DisplayName("a lab's trace.txt is what its server does")
    void traces(Path lab) throws IOException {
        var file = Machine.ROOT.resolve(lab).resolve("trace.txt");
        assertThat(file).isRegularFile();
        var expected = Files.readString(file);
        var made = MADE_BY.matcher(expected.lines().findFirst().orElse(""));
        assertThat(made.matches()).as("%s says how it was made", file).isTrue();

        try (var machine = new Machine(folder.resolve("machine"))) {
            machine.run(lab + "/start").awaitEnd();
            var trace = machine.run(made.group(1) + " -o work/trace.txt");
            trace.await("strace is attached", () -> trace.shown().contains("attached"));
            machine.run(made.group(2)).awaitEnd();
            Session.interrupt(trace, machine);

            var log = folder.resolve("machine/work/trace.txt");
            assertThat(Shown.calls(Files.readString(log)))
                    .isNotEmpty()
                    .isEqualTo(Shown.calls(expected.replaceAll("(?m)^#.*\n", "")));
        }
    }

    /** A reader of one page: types what it shows, and compares what he sees. */
    private static final class Session {
        private static final Pattern PROMPT = Pattern.compile("127\\.0\\.0\\.1:6379> (.*)");
        private static final Pattern ENTER = Pattern.compile("Enter: \\w+ leaves");

        /** A command that has not ended, and all that the page shows of it so far. */
        private static final class Open {
            private final Command command;
            private final boolean trace;
            private String expected = "";

            Open(Command command, boolean trace) {
                this.command = command;
                this.trace = trace;
            }
        }

        private final Machine machine;
        private final Path page;
        private final Shown inPage = new Shown();
        private final Shown inRun = new Shown();
        private final Deque<Open> open = new ArrayDeque<>();
        private String place = "";

        Session(Machine machine, Path page) {
            this.machine = machine;
            this.page = page;
        }

        void play(Transcript.Step step) throws IOException {
            place = page + ":" + step.line();
            if (!step.command().isEmpty()) {
                start(step);
            }
            assertThat(open).as("%s: a command still runs", place).isNotEmpty();
            var now = open.getFirst();
            for (var line : step.shown()) {
                if (ENTER.matcher(lastLine(now.expected)).matches()) {
                    awaitShown(now);
                    now.command.type("");
                }
                var prompt = PROMPT.matcher(line);
                if (prompt.matches()) {
                    now.command.type(prompt.group(1));
                } else {
                    now.expected += line.replace("^C", "") + "\n";
                }
            }
            if (step.shown().stream().anyMatch(line -> line.contains("^C"))) {
                interrupt(now.command, machine);
            } else if (now.trace || ENTER.matcher(lastLine(now.expected)).matches()) {
                awaitShown(now);
                return;
            }
            now.command.awaitEnd();
            compare(now);
            open.pop();
        }

        private void start(Transcript.Step step) throws IOException {
            var trace = step.command().matches("(strace|\\S*/trace)\\b.*");
            var connected = step.shown().stream().filter(line -> line.contains(": connected,"));
            var last = connected.reduce((first, second) -> second);
            if (last.isEmpty() || open.isEmpty()) {
                open.push(new Open(machine.run(step.command()), trace));
                return;
            }
            // Several clients at once. On a busy machine the server might be quicker than the last
            // of them; while strace is stopped, the server stays in its accept.
            var strace = open.getFirst().command;
            strace.signalStrace("STOP");
            var clients = machine.run(step.command());
            open.push(new Open(clients, trace));
            clients.await(last.get(), () -> clients.shown().contains(last.get()));
            strace.signalStrace("CONT");
        }

        /** What still runs has shown nothing more than the page. */
        void end() {
            open.forEach(this::compare);
        }

        static void interrupt(Command trace, Machine machine) throws IOException {
            trace.await("the server sleeps in accept", () -> sleeps(machine));
            trace.signalStrace("INT");
            trace.awaitEnd();
        }

        private static boolean sleeps(Machine machine) {
            try {
                return machine.serverSleepsInAccept();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void awaitShown(Open now) {
            try {
                if (now.command.await("what " + place + " shows", () -> hasShown(now))) {
                    return;
                }
            } catch (AssertionError late) {
                compare(now);
                throw late;
            }
            compare(now);
        }

        private boolean hasShown(Open now) {
            var calls = Shown.calls(now.expected);
            return text(now, inPage.copy(), now.expected)
                            .equals(text(now, inRun.copy(), now.command.shown()))
                    && (calls.isEmpty() || calls.equals(Shown.calls(now.command.shown())));
        }

        private void compare(Open now) {
            assertThat(text(now, inRun, now.command.shown()))
                    .as(place)
                    .isEqualTo(text(now, inPage, now.expected));
            if (now.trace) {
                assertThat(Shown.calls(now.command.shown()))
                        .as(place)
                        .isEqualTo(Shown.calls(now.expected));
            }
        }

        private static List<String> text(Open now, Shown side, String text) {
            return side.lines(now.trace ? Shown.beforeCalls(text) : text);
        }

        private static String lastLine(String text) {
            return text.lines().reduce("", (first, last) -> last);
        }
    }
}
