package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.Runs;

/**
 * An automatic student of lab 04's exercise, with a kit of its own: a script that knows nothing of
 * the kit and uses what every shell has. When it has gone, nothing may be left.
 */
final class Student implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/students").toAbsolutePath();

    private final String script;
    private final Path home;
    private final TestKit kit;
    private final List<ProcessIdentity> started = new ArrayList<>();

    /**
     * @param script its file in src/test/students
     * @param home an empty folder
     */
    Student(String script, Path home) throws IOException {
        this.script = script;
        this.home = home;
        kit = new TestKit(home);
    }

    /** Begins an exercise on a port that no other student takes. */
    Broken breakIt(int seed, int port) throws IOException {
        var broken = Broken.by(kit, seed, port);
        remember();
        return broken;
    }

    /** The script's last words are the start command, which is run inside this program. */
    TestKit.Ran repair(Broken broken) throws Exception {
        var file = SCRIPTS.resolve(script).toString();
        var said = home.resolve(script + ".out");
        var builder =
                new ProcessBuilder(file, Integer.toString(broken.port()), "echo", "start", "4");
        builder.environment().put("GUARD", SCRIPTS.resolve("guard.bash").toString());
        builder.environment().put("RUNS", home.resolve("work/run").toString());
        var process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        var ended = process.waitFor(60, TimeUnit.SECONDS);
        var output = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(ended).describedAs("%s ended: %s".formatted(script, output)).isTrue();
        assertThat(process.exitValue()).describedAs(output).isZero();

        var ran = kit.lab(output.strip().lines().toList().getLast().split(" ", -1));
        remember();
        return ran;
    }

    TestKit.Ran check() {
        return kit.lab("check", "4");
    }

    private void remember() throws IOException {
        for (var run : kit.kit().runs().running()) {
            started.addAll(Runs.processes(run));
        }
    }

    @Override
    public void close() throws IOException {
        assertThat(kit.lab("reset", "4").exit()).isZero();
        assertThat(kit.kit().runs().running()).isEmpty();
        assertThat(started).noneMatch(ProcessIdentity::isAlive);
        kit.close();
    }
}
