package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.testkit.machine.Sandbox;

/**
 * {@code lab check 3} on servers that attack the judge or the machine, one for each row of
 * hostile.tsv: in the sandbox, and without it where that is safe. It is never proved unless it is
 * true; nothing is left; the next check is as good as ever.
 */
@Timeout(120)
class HostileServersTest {

    private static final List<String> TABLE = new ArrayList<>();

    /** Nothing that is started here has this number in its command line otherwise. */
    private final String mark =
            Integer.toString(ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000));

    @TempDir private Path home;
    private TestKit kit;

    /**
     * A row of the table.
     *
     * @param sandbox the exit code of a check of an otherwise right server, in the sandbox
     * @param without the same without one; {@code -}: it would harm this machine
     * @param threaded whether a wrong server that does this is checked, too
     * @param words what the verdict has that is not 0
     */
    record Row(String kind, int sandbox, String without, boolean threaded, String words) {

        static Row parse(String line) {
            var cell = line.split("\t", -1);
            return new Row(
                    cell[0], Integer.parseInt(cell[1]), cell[2], cell[3].equals("yes"), cell[4]);
        }

        @Override
        public String toString() {
            return kind;
        }
    }

    static List<Row> rows() throws IOException {
        return Files.readAllLines(Path.of(TestKit.server("hostile.tsv"))).stream()
                .skip(1)
                .map(Row::parse)
                .toList();
    }

    static List<Row> safeRows() throws IOException {
        return rows().stream().filter(row -> !row.without.equals("-")).toList();
    }

    static List<Row> rowsForWrongServers() throws IOException {
        return rows().stream().filter(Row::threaded).toList();
    }

    @BeforeEach
    void makeKit() throws IOException {
        kit = new TestKit(home);
    }

    @AfterAll
    static void showTable() {
        TABLE.sort(null);
        System.out.println("\nlab check 3 on hostile servers: " + TABLE.size() + " checks");
        TABLE.forEach(System.out::println);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void in_the_sandbox(Row row) throws IOException {
        assumeTrue(Sandbox.problem().isEmpty(), () -> Sandbox.problem().orElse(""));

        var ran = check(row.kind, "blocking");

        note(row, "sandbox", ran);
        assertVerdict(row, row.sandbox, ran);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("safeRows")
    void without_a_sandbox(Row row) throws IOException {
        var ran = check(row.kind, "blocking", "--no-sandbox");

        note(row, "without", ran);
        assertVerdict(row, Integer.parseInt(row.without), ran);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("rowsForWrongServers")
    void a_wrong_server_is_never_proved(Row row) throws IOException {
        assumeTrue(Sandbox.problem().isEmpty(), () -> Sandbox.problem().orElse(""));

        var ran = check(row.kind, "threaded");

        note(row, "threaded", ran);
        assertThat(ran.exit()).as(ran.out() + ran.err()).isIn(1, 4);
    }

    @ParameterizedTest
    @MethodSource("rowsForWrongServers")
    void nor_without_a_sandbox(Row row) throws IOException {
        assumeTrue(!row.without.equals("-"), "it would harm this machine");

        var ran = check(row.kind, "threaded", "--no-sandbox");

        assertThat(ran.exit()).as(ran.out() + ran.err()).isIn(1, 4);
    }

    private void assertVerdict(Row row, int exit, TestKit.Ran ran) {
        assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(exit);
        if (exit == 0) {
            assertThat(ran.out()).contains("4 of 4 claims proved");
        } else if (!row.words.equals("-")) {
            assertThat(ran.out()).contains(row.words);
        }
        assertThat(trace()).isRegularFile();
        assertThat(Files.isSymbolicLink(trace())).isFalse();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(ProcFile.pids().stream().map(ProcFile::command))
                .noneMatch(command -> command.contains(mark));
        assertThat(
                        Stream.of("/tmp", "/var/tmp", "/dev/shm", "/usr", "/etc", "/var")
                                .map(Path::of)
                                .map(folder -> folder.resolve(mark)))
                .noneMatch(Files::exists);
        assertThat(Path.of(System.getProperty("user.home"), mark)).doesNotExist();
        try (var work = Files.walk(home.resolve("work"))) {
            assertThat(work).noneMatch(file -> file.endsWith(mark));
        }
        var next = kit.check3("--", "python3", server("blocking_resp"));
        assertThat(next.exit()).as(next.out() + next.err()).isEqualTo(0);
    }

    private TestKit.Ran check(String kind, String base, String... options) {
        var command = new ArrayList<>(List.of("--timeout", "4"));
        if (kind.equals("makes-the-trace-long")) {
            command.addAll(List.of("--max-trace", "8"));
        }
        command.addAll(List.of(options));
        command.addAll(List.of("--", "python3", server("hostile"), base, kind, mark));
        command.add(trace().toString());
        return kit.check3(command.toArray(String[]::new));
    }

    private static String server(String name) {
        return TestKit.server(name + ".py");
    }

    private static void note(Row row, String how, TestKit.Ran ran) {
        var verdict =
                switch (ran.exit()) {
                    case 0 -> "proved";
                    case 1 -> "refuted";
                    case 4 -> "undecided";
                    default -> "exit " + ran.exit();
                };
        synchronized (TABLE) {
            TABLE.add("  %-28s %-8s %s".formatted(row.kind, how, verdict));
        }
    }

    private Path trace() {
        return home.resolve("work/03/trace.log");
    }
}
