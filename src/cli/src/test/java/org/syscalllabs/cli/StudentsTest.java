package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.testkit.RunRecord;
import org.syscalllabs.testkit.Runs;

/**
 * The exercise of lab 04, done by two automatic students: scripts that know nothing of the kit and
 * use what every shell has. {@link org.syscalllabs.cli.exercise.Plan}'s first twenty seeds have
 * every scenario.
 */
@ResourceLock(Ports.FREE)
class StudentsTest {
    private static final Path STUDENTS = Path.of("src/test/students").toAbsolutePath();
    private static final int SEEDS = 20;

    @TempDir private static Path home;
    private static TestKit kit;

    private final List<ProcessIdentity> started = new ArrayList<>();

    @BeforeAll
    static void oneKitForAll() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(kit.lab("reset", "4").exit()).isZero();
        assertThat(kit.kit().runs().running()).isEmpty();
        assertThat(started).noneMatch(ProcessIdentity::isAlive);
    }

    @AfterAll
    static void leaveTheLabsAlone() throws IOException {
        kit.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void a_careful_student_repairs_it(int seed) throws Exception {
        repairBy("careful", breakIt(seed));

        var check = kit.lab("check", "4");
        assertThat(check.out()).contains("seed " + seed + ", 3 of 3 claims proved");
        assertThat(check.exit()).isZero();
    }

    @Test
    void a_careless_student_is_told_whom_he_killed() throws Exception {
        var seedsWithDead = new ArrayList<Integer>();
        for (var seed : IntStream.rangeClosed(1, SEEDS).toArray()) {
            var broken = breakIt(seed);

            repairBy("careless", broken);

            var check = kit.lab("check", "4");
            var dead =
                    broken.bystanders().stream()
                            .filter(bystander -> !bystander.process().isAlive())
                            .toList();
            for (var bystander : dead) {
                assertThat(check.out())
                        .describedAs("seed %d", seed)
                        .contains("you killed " + bystander.pid() + ", ")
                        .contains("it had no last word, so it was SIGKILL");
            }
            if (!dead.isEmpty()) {
                assertThat(check.exit()).describedAs("seed %d", seed).isEqualTo(1);
                seedsWithDead.add(seed);
            }
            nothingIsLeft();
        }
        assertThat(seedsWithDead).hasSizeGreaterThanOrEqualTo(SEEDS / 3);
    }

    private Broken breakIt(int seed) throws IOException {
        var broken = Broken.by(kit, seed);
        remember();
        return broken;
    }

    /** The student's last words are the start command, which is run inside this program. */
    private void repairBy(String student, Broken broken) throws Exception {
        var script = STUDENTS.resolve(student).toString();
        var said = home.resolve(student + ".out");
        var builder =
                new ProcessBuilder(script, Integer.toString(broken.port()), "echo", "start", "4");
        builder.environment().put("GUARD", STUDENTS.resolve("guard.bash").toString());
        builder.environment().put("RUNS", home.resolve("work/run").toString());
        var process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        var ended = process.waitFor(60, TimeUnit.SECONDS);
        var output = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(ended).describedAs(student + " ended: " + output).isTrue();
        assertThat(process.exitValue()).describedAs(output).isZero();

        var started = kit.lab(output.strip().lines().toList().getLast().split(" ", -1));
        if (student.equals("careful")) {
            assertThat(started.exit()).describedAs(started.err()).isZero();
        }
        remember();
    }

    private void remember() throws IOException {
        for (RunRecord run : kit.kit().runs().running()) {
            started.addAll(Runs.processes(run));
        }
    }
}
