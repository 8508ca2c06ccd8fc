package org.syscalllabs.cli.exercise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;

class ExerciseTest {
    private static final Exercise EXERCISE =
            new Exercise(
                    7,
                    Scenario.STOPPED,
                    6379,
                    List.of(
                            member("mail-queue", Role.IN_THE_WAY, 6379),
                            member("price-feed", Role.NEIGHBOUR, 40_001)));

    @TempDir private Path folder;

    @Test
    void what_is_written_is_read() throws IOException {
        assertThat(Exercise.in(folder)).isEmpty();
        EXERCISE.write(folder);

        assertThat(Exercise.in(folder)).contains(EXERCISE);
        assertThat(Exercise.isOn(folder)).isTrue();
    }

    @Test
    void notes_that_are_cut_anywhere_are_damaged_and_never_half_believed() throws IOException {
        EXERCISE.write(folder);
        var file = folder.resolve("exercise.properties");
        var whole = Files.readAllBytes(file);
        var complete = new String(whole, UTF_8).indexOf("end");

        for (int length = 0; length < complete + 3; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> Exercise.in(folder))
                    .describedAs("cut after %d bytes", length)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.what())
                                            .isEqualTo(
                                                    "the notes of the exercise are damaged: "
                                                            + file));
            assertThat(Exercise.isOn(folder)).isTrue();
        }
    }

    @Test
    void an_exercise_of_before_the_machines_last_start_is_over() throws IOException {
        EXERCISE.write(folder);
        var file = folder.resolve("exercise.properties");
        Files.writeString(file, Files.readString(file).replace(ProcFile.bootId(), "another"));

        assertThat(Exercise.in(folder)).isEmpty();
        assertThat(Exercise.isOn(folder)).isFalse();
    }

    @Test
    void what_is_forgotten_leaves_nothing() throws IOException {
        EXERCISE.write(folder);
        Files.createDirectories(Exercise.log(folder, "").getParent());
        Files.writeString(Exercise.log(folder, "mail-queue"), "a word\n");

        Exercise.forget(folder);

        assertThat(folder).isEmptyDirectory();
    }

    private static Member member(String name, Role role, int port) {
        return new Member(name, role, port, "run of " + name, new ProcessIdentity(4711, 815));
    }
}
