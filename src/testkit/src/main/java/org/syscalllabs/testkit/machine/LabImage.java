package org.syscalllabs.testkit.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.failure.Obstacles;

/** The image of the lab container: scripts/dev/image knows its name, and builds it if it has to. */
final class LabImage {

    private static @Nullable String name;

    private LabImage() {}

    /**
     * The image's name: $LAB_IMAGE, or what scripts/dev/image says, which is asked once.
     *
     * @throws Problem when there is none and none can be built
     */
    static synchronized String name() throws IOException {
        if (name == null) {
            var told = System.getenv("LAB_IMAGE");
            name = told == null || told.isBlank() ? built() : told;
        }
        return name;
    }

    /** Builds it if its inputs changed; what the build says is shown as it comes. */
    private static String built() throws IOException {
        var script = script();
        var build = new ProcessBuilder(script.toString()).start();
        var said = new ArrayList<String>();
        var talk = Thread.ofVirtual().start(() -> show(build, said));
        try (var lines = build.inputReader(StandardCharsets.UTF_8)) {
            var built = lines.lines().toList();
            talk.join();
            if (build.waitFor() != 0 || built.isEmpty()) {
                throw Obstacles.noImage(script, said);
            }
            return built.getLast();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Obstacles.noImage(script, List.of("interrupted"));
        }
    }

    private static void show(Process build, List<String> said) {
        try (var lines = build.errorReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                System.err.println(line);
                said.add(line);
            }
        } catch (IOException ended) {
            // The script has ended: what it said so far is all.
        }
    }

    /** scripts/dev/image, in the folder above this one that has it. */
    private static Path script() {
        return Stream.iterate(
                        Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("scripts/dev/image"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> Obstacles.noImage(Path.of("scripts/dev/image"), List.of()));
    }
}
