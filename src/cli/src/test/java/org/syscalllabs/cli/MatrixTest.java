package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.Matrix.Contestant;
import org.syscalllabs.cli.Verdicts.Cell;
import org.syscalllabs.cli.kit.Lab;

/**
 * Checks the checks: those of every lab on the servers of every lab, the right ones and those in
 * its folder {@code wrong/}. It reads the tree, so that a new lab is in it. Who must fail what, and
 * what it is told, stands in each lab's {@code wrong/verdicts.txt}; all else must pass.
 */
@DisplayName("the matrix of checks and servers")
class MatrixTest {

    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Path TRACES = Path.of("target/matrix");

    @TempDir static Path scratch;

    private static Matrix matrix;
    private static final Verdicts verdicts = new Verdicts();

    @BeforeAll
    static void judgeEveryServer() throws Exception {
        matrix = new Matrix(HOME, TRACES, scratch);
        for (var lab : matrix.labs()) {
            verdicts.read(lab);
        }
        matrix.run();
        var table = new MatrixTable(matrix).toString();
        System.out.println(table);
        Files.writeString(TRACES.resolve("matrix.txt"), table);
    }

    @Test
    @DisplayName("each server fails the checks that it must fail, and passes all others")
    void each_server_fails_what_it_must() {
        var differences = new ArrayList<String>();
        matrix.results()
                .forEach((cell, result) -> {
                    if (result.refuted() && !verdicts.refuted().containsKey(cell)) {
                        differences.add(
                                "%s: refuted, and no wrong/verdicts.txt says so. It was told:%n%s"
                                        .formatted(cell, result.message().indent(4)));
                    }
                });
        for (var cell : verdicts.refuted().keySet()) {
            var result = matrix.results().get(cell);
            if (result == null) {
                differences.add(cell + ": there is no such server or check");
            } else if (!result.refuted()) {
                differences.add(
                        "%s: it must be refuted, and was %s".formatted(cell, result.verdict()));
            }
        }
        assertThat(differences)
                .as("what the matrix and verdicts.txt differ in; matrix.txt has it in their form")
                .isEmpty();
    }

    @Test
    @DisplayName("each wrong server is told what is wrong with it")
    void each_wrong_server_is_told_what_is_wrong() {
        var differences = new ArrayList<String>();
        verdicts.refuted()
                .forEach((cell, lines) -> {
                    var result = matrix.results().get(cell);
                    if (result != null && result.refuted()) {
                        var told = Verdicts.deciding(result.message());
                        if (!lines.stream().allMatch(line -> Verdicts.isAmong(told, line))) {
                            differences.add(
                                    "%s: it must be told%n    %s%nand was told%n%s"
                                            .formatted(
                                                    cell,
                                                    String.join("\n    ", lines),
                                                    result.message().indent(4)));
                        }
                    }
                });
        assertThat(differences).as("messages that differ from verdicts.txt").isEmpty();
    }

    @Test
    @DisplayName("each lab has at least two wrong servers")
    void each_lab_has_wrong_servers() {
        var lacking =
                matrix.labs().stream()
                        .filter(lab -> wrongServers(lab).size() < 2)
                        .map(Lab::name)
                        .toList();
        assertThat(lacking).as("labs with fewer than two servers in wrong/").isEmpty();
    }

    @Test
    @DisplayName("each check is failed by a wrong server of its lab, which is told why")
    void each_check_is_failed_by_a_wrong_server() {
        var needless = new ArrayList<String>();
        for (var lab : matrix.labs()) {
            for (var check : matrix.checks(lab)) {
                if (wrongServers(lab).stream().noneMatch(server -> failsAndIsTold(check, server))) {
                    needless.add(check);
                }
            }
        }
        assertThat(needless).as("checks that no server in their lab's wrong/ fails").isEmpty();
    }

    @Test
    @DisplayName("each wrong server fails a check of its lab, and is told why")
    void each_wrong_server_fails_a_check() {
        var harmless = new ArrayList<String>();
        for (var lab : matrix.labs()) {
            for (var server : wrongServers(lab)) {
                if (matrix.checks(lab).stream().noneMatch(check -> failsAndIsTold(check, server))) {
                    harmless.add(server.id());
                }
            }
        }
        assertThat(harmless).as("wrong servers that no check of their lab refutes").isEmpty();
    }

    private static boolean failsAndIsTold(String check, Contestant server) {
        var cell = new Cell(check, server.id());
        var result = matrix.results().get(cell);
        return result != null
                && result.refuted()
                && !verdicts.refuted().getOrDefault(cell, List.of()).isEmpty();
    }

    private static List<Contestant> wrongServers(Lab lab) {
        return matrix.servers().stream()
                .filter(server -> server.wrong() && server.lab().equals(lab))
                .toList();
    }
}
