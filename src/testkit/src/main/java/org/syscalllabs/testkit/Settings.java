package org.syscalllabs.testkit;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.syscalllabs.testkit.machine.MachineKind;

/**
 * What is checked, and how: the JUnit configuration parameters that {@code lab check} sets.
 *
 * @param command the server's command; empty for the lab's own compiled {@code Server}
 * @param port the port that the server is told; 0 for any free one
 * @param timeout the bound of every wait
 * @param work the folder for trace.log and server.log
 * @param recorded a recorded log to judge, in place of a live server
 * @param machine where the server runs
 * @param longestLog how much of what strace writes is kept, in bytes
 * @param patience how long a server waits for old connections that keep it from its port
 * @param guarded what a server in a sandbox may not change, besides all that it may not write
 */
record Settings(
        List<String> command,
        int port,
        Duration timeout,
        Path work,
        Optional<Path> recorded,
        MachineKind machine,
        long longestLog,
        Duration patience,
        Set<Path> guarded) {

    /** In bytes: no lab's check comes near it. */
    static final long LONGEST_LOG = 128L << 20;

    /** Settings for a server on this machine. */
    Settings(List<String> command, int port, Duration timeout, Path work, Optional<Path> recorded) {
        this(
                command,
                port,
                timeout,
                work,
                recorded,
                MachineKind.HERE,
                LONGEST_LOG,
                Duration.ZERO,
                Set.of());
    }

    /**
     * @param parameters gives the value of {@code lab.command} (its arguments, with a zero
     *     character between them), {@code lab.port}, {@code lab.timeout} (seconds), {@code
     *     lab.work}, {@code lab.trace}, {@code lab.machine}, {@code lab.longest.log} (in MB),
     *     {@code lab.patience} (seconds), {@code lab.guarded} (paths, with a colon between them)
     */
    static Settings from(Function<String, Optional<String>> parameters) {
        var machine = MachineKind.of(parameters.apply("lab.machine").orElse("here"));
        return new Settings(
                parameters
                        .apply("lab.command")
                        .map(text -> List.of(text.split("\0", -1)))
                        .orElse(List.of()),
                parameters.apply("lab.port").map(Integer::parseInt).orElse(0),
                parameters
                        .apply("lab.timeout")
                        .map(Settings::seconds)
                        .orElse(Duration.ofSeconds(10)),
                Path.of(
                        parameters
                                .apply("lab.work")
                                .orElse(
                                        machine.isContainer()
                                                ? "target/lab-container"
                                                : "target/lab")),
                parameters.apply("lab.trace").map(Path::of),
                machine,
                parameters
                        .apply("lab.longest.log")
                        .map(megabytes -> Long.parseLong(megabytes) << 20)
                        .orElse(LONGEST_LOG),
                parameters.apply("lab.patience").map(Settings::seconds).orElse(Duration.ZERO),
                parameters.apply("lab.guarded").stream()
                        .flatMap(paths -> Arrays.stream(paths.split(File.pathSeparator, -1)))
                        .map(Path::of)
                        .collect(Collectors.toSet()));
    }

    /** The folder of the records of what has been started: beside the labs' own folders. */
    Path runs() {
        return work.resolveSibling("run");
    }

    private static Duration seconds(String text) {
        return Duration.ofNanos((long) (Double.parseDouble(text) * 1e9));
    }
}
