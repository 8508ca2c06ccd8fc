package org.syscalllabs.cli.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
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
                            service("mail-queue", ServiceKind.IN_THE_WAY, 6379),
                            service("price-feed", ServiceKind.NEIGHBOUR, 40_001)));

    private static final Lab LAB = new Lab("04", "04-port-conflicts", Path.of("labs"));

    @TempDir private Path home;
    private Kit kit;
    private Path folder;

    @BeforeEach
    void aWorkFolder() throws IOException {
        var silence = new PrintWriter(Writer.nullWriter());
        kit = new Kit(home, silence, silence);
        folder = Files.createDirectories(kit.work(LAB));
    }

    @Test
    void what_is_written_is_read() throws IOException {
        assertThat(Exercise.in(kit, LAB)).isEmpty();
        EXERCISE.write(folder);

        assertThat(Exercise.in(kit, LAB)).contains(EXERCISE);
        assertThat(Exercise.isOn(kit, LAB)).isTrue();
    }

    @Test
    void notes_that_are_cut_anywhere_are_damaged_and_never_half_believed() throws IOException {
        EXERCISE.write(folder);
        var file = folder.resolve("exercise.properties");
        var whole = Files.readAllBytes(file);
        var complete = new String(whole, UTF_8).indexOf("end");

        for (var length = 0; length < complete + 3; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> Exercise.in(kit, LAB))
                    .describedAs("cut after %d bytes", length)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.what())
                                            .isEqualTo(
                                                    "the notes of the exercise are damaged: "
                                                            + file));
            assertThat(Exercise.isOn(kit, LAB)).isTrue();
        }
    }

    @Test
    void an_exercise_of_before_the_machines_last_start_is_over() throws IOException {
        EXERCISE.write(folder);
        var file = folder.resolve("exercise.properties");
        Files.writeString(file, Files.readString(file).replace(ProcFile.bootId(), "another"));

        assertThat(Exercise.in(kit, LAB)).isEmpty();
        assertThat(Exercise.isOn(kit, LAB)).isFalse();
    }

    @Test
    void what_is_forgotten_leaves_nothing() throws IOException {
        EXERCISE.write(folder);
        Files.createDirectories(Exercise.log(folder, "").getParent());
        Files.writeString(Exercise.log(folder, "mail-queue"), "a word\n");

        Exercise.forget(folder);

        assertThat(folder).isEmptyDirectory();
    }

    private static NotedService service(String name, ServiceKind kind, int port) {
        return new NotedService(name, kind, port, "run of " + name, new ProcessIdentity(4711, 815));
    }
}
