package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exercise of lab 04, done by two automatic students, a careful one and a careless one. {@link
 * org.syscalllabs.cli.repair.Plan}'s first twenty seeds have every scenario.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StudentsTest {
    private static final int SEEDS = 20;

    private final Set<Integer> seedsWithDead = new ConcurrentSkipListSet<>();

    static IntStream seeds() {
        return IntStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_careful_student_repairs_it(int seed, @TempDir Path home) throws Exception {
        try (var student = new Student("careful", home)) {
            var start = student.repair(student.breakIt(seed, Ports.free(seed - 1)));

            assertThat(start.exit()).describedAs(start.err()).isZero();
            var check = student.check();
            assertThat(check.out()).contains("seed " + seed + ", 3 of 3 claims proved");
            assertThat(check.exit()).isZero();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_careless_student_is_told_what_it_killed(int seed, @TempDir Path home) throws Exception {
        try (var student = new Student("careless", home)) {
            var broken = student.breakIt(seed, Ports.free(SEEDS + seed - 1));

            student.repair(broken);

            var check = student.check();
            var dead =
                    broken.bystanders().stream()
                            .filter(bystander -> !bystander.process().isAlive())
                            .toList();
            for (var bystander : dead) {
                assertThat(check.out())
                        .contains("you killed " + bystander.pid() + ", ")
                        .contains(
                                "its log does not say that it was asked to end, so it was SIGKILL");
            }
            if (!dead.isEmpty()) {
                assertThat(check.exit()).isEqualTo(1);
                seedsWithDead.add(seed);
            }
        }
    }

    @AfterAll
    void carelessness_is_tried_often_enough() {
        assertThat(seedsWithDead)
                .as("seeds with which the careless student killed a bystander")
                .hasSizeGreaterThanOrEqualTo(SEEDS / 3);
    }
}
