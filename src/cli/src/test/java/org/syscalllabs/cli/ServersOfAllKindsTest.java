package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.Kit;

/**
 * {@code lab check 1}, {@code 2} and {@code 3} on servers that were written as others write theirs:
 * they understand RESP arrays only, have one fault each, or move bytes out of strace's sight. Their
 * list, with the verdicts, is {@code src/testkit/src/test/servers/expected.tsv}.
 */
@DisplayName("Labs 1 to 3, on servers of all kinds,")
class ServersOfAllKindsTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path SERVERS = ROOT.resolve("src/testkit/src/test/servers");

    /** Checks that run at a time: most wait for a server, not for a core. */
    private static final int AT_A_TIME = 4;

    /** In a row's command: the name of a helper's socket. */
    private static final String HELPER = "@HELPER";

    @TempDir static Path folder;

    /** Compilers and runtimes that this machine does not have. */
    private static final Set<String> missing = new HashSet<>();

    /**
     * A row of the list.
     *
     * @param speaks what it understands: lines, arrays, both or nothing
     * @param verdicts what labs 1, 2 and 3 may say, each one or several words
     * @param words what every verdict that is not proved must contain
     */
    private record Row(
            String file,
            String build,
            String run,
            String speaks,
            List<String> verdicts,
            List<String> words) {

        static Row of(String line) {
            var field = line.split("\t", -1);
            var words = field[7].equals("-") ? List.<String>of() : List.of(field[7].split(" & "));
            return new Row(
                    field[0],
                    field[1],
                    field[2],
                    field[3],
                    List.of(field[4], field[5], field[6]),
                    words);
        }

        Path home() {
            return SERVERS.resolve(file.substring(0, file.lastIndexOf('/')));
        }

        /** Where its folder's servers are built. */
        Path out() {
            return folder.resolve(SERVERS.relativize(home()).toString());
        }

        List<String> filled(String command) {
            return Arrays.stream(command.split(" ", -1))
                    .map(word -> word.replace("{out}", out().toString()))
                    .toList();
        }

        /**
         * What a verdict says of the language: always when it is proved, and nothing wrong else.
         */
        boolean hasSaidItsLanguage(String text, boolean proved) {
            var lines = text.contains("; spoken: plain lines;");
            var arrays = text.contains("; spoken: RESP arrays;");
            return switch (speaks) {
                case "arrays" -> !lines && (arrays || !proved);
                case "lines", "both" -> !arrays && (lines || !proved);
                default -> !lines && !arrays;
            };
        }
    }

    /**
     * The process that a server hands its connections to: it runs before the server does, and
     * strace does not trace it.
     */
    private record Helper(Process process) implements AutoCloseable {

        /** Starts it: it listens on the abstract Unix socket of this name. */
        static Helper start(String program, String name) throws IOException {
            var helper =
                    new Helper(
                            new ProcessBuilder(program, "helper", name)
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start());
            TestKit.await("the helper listens on " + name, () -> listens(name));
            return helper;
        }

        /** Whether unix(7) has a socket of this name. */
        private static boolean listens(String name) {
            try (var sockets = Files.lines(Path.of("/proc/net/unix"))) {
                return sockets.anyMatch(line -> line.endsWith(" " + name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static List<Row> rows() throws IOException {
        try (var lines = Files.lines(SERVERS.resolve("expected.tsv"))) {
            return lines.skip(1).map(Row::of).toList();
        }
    }

    @BeforeAll
    static void build() throws Exception {
        for (var lab = 1; lab <= 3; lab++) {
            Files.createDirectories(folder.resolve("kit" + lab));
        }
        var built = new HashSet<String>();
        for (var row : rows()) {
            Files.createDirectories(row.out());
            if (!row.build.equals("-") && built.add(row.build)) {
                run(row, row.filled(row.build));
            }
        }
    }

    private static void run(Row row, List<String> command) throws Exception {
        if (!isThere(command.getFirst())) {
            missing.add(row.file);
            return;
        }
        var words = new ArrayList<>(command);
        if (words.getFirst().equals("javac")) {
            words.set(0, Kit.java().resolveSibling("javac").toString());
        }
        var log = new File(folder.resolve("build.log").toString());
        var builder = new ProcessBuilder(words).directory(row.home().toFile());
        // go keeps what it has built where HOME says, and CI may have none.
        builder.environment().putIfAbsent("GOCACHE", folder.resolve("go").toString());
        var process = builder.redirectErrorStream(true).redirectOutput(log).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(row.build + " ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log.toPath())).isZero();
    }

    private static boolean isThere(String program) {
        return program.startsWith("/")
                || Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @Test
    @DisplayName("say what is true of each")
    void each_is_judged_rightly() throws Exception {
        var checks = new ArrayList<Callable<String>>();
        for (var row : rows()) {
            for (var lab = 1; lab <= 3; lab++) {
                var number = lab;
                if (!missing.contains(row.file) && isThere(row.filled(row.run).getFirst())) {
                    checks.add(() -> difference(row, number));
                }
            }
        }
        var differences = new ArrayList<String>();
        try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (var done : pool.invokeAll(checks)) {
                if (!done.get().isEmpty()) {
                    differences.add(done.get());
                }
            }
        }
        assertThat(checks.size()).as("checks that could run here").isGreaterThan(60);
        assertThat(differences).as("verdicts that are not as expected").isEmpty();
    }

    /** What is wrong with a verdict; empty when it is as the list says. */
    private static String difference(Row row, int lab) throws IOException {
        var home = Files.createTempDirectory(folder.resolve("kit" + lab), "kit");
        Files.createSymbolicLink(home.resolve("labs"), ROOT.resolve("labs"));
        var text = new StringWriter();
        var out = new PrintWriter(text, true);
        var command = new ArrayList<>(List.of("check", String.valueOf(lab), "--port", "0", "--"));
        command.addAll(List.of("env", "-C", row.home().toString()));
        var server = new ArrayList<>(row.filled(row.run));
        if (server.getFirst().equals("java")) {
            server.set(0, Kit.java().toString());
        }
        var name = "@" + home.getFileName();
        var helped = server.remove(HELPER);
        if (helped) {
            server.add(name);
        }
        command.addAll(server);
        int exit;
        try (var _ = helped ? Helper.start(server.getFirst(), name) : null) {
            exit = Main.run(new Kit(home, out, out), command.toArray(String[]::new));
        }
        var verdict =
                switch (exit) {
                    case 0 -> "proved";
                    case 1 -> "refuted";
                    case 4 -> "undecided";
                    default -> "exit code " + exit;
                };
        var allowed = List.of(row.verdicts.get(lab - 1).split("\\|", -1));
        var lacking =
                exit == 0
                        ? List.<String>of()
                        : row.words.stream()
                                .filter(word -> !text.toString().contains(word))
                                .toList();
        return allowed.contains(verdict)
                        && lacking.isEmpty()
                        && row.hasSaidItsLanguage(text.toString(), exit == 0)
                ? ""
                : "lab %d, %s: %s, not %s; it understands %s; lacks %s\n%s"
                        .formatted(lab, row.run, verdict, allowed, row.speaks, lacking, text);
    }
}
