package org.syscalllabs.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The servers of src/test/servers, each started under strace on a free port. */
final class Zoo {

    private static final Path SERVERS = Path.of("src/test/servers");

    private Zoo() {}

    /** Starts a Python server with a time-out that a busy machine does not reach. */
    static ServerUnderTest start(String name) {
        return start(name, Duration.ofSeconds(60));
    }

    static ServerUnderTest start(String name, Duration timeout) {
        return start(name, timeout, 0);
    }

    static ServerUnderTest start(String name, Duration timeout, int port) {
        return new StartPlan(settings(name, timeout, port), python(name), "test").start();
    }

    static Settings settings(String name, Duration timeout, int port) {
        return new Settings(
                List.of(), port, timeout, Path.of("target/zoo", name), Optional.empty());
    }

    /**
     * The command of a Python server; without the detour over a version manager, if there is one.
     */
    static List<String> python(String name) {
        var debian = Path.of("/usr/bin/python3");
        return List.of(
                Files.isExecutable(debian) ? debian.toString() : "python3",
                SERVERS.resolve(name + ".py").toString());
    }

    /**
     * A failure's whole text, but for what differs from run to run: ports, PIDs, and the numbers of
     * lines, with the widths of columns that depend on them.
     */
    static String normalised(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .map(Zoo::normalised)
                .collect(Collectors.joining("\n"));
    }

    private static String normalised(String line) {
        var text =
                line.replaceAll("(?<=\\bport |127\\.0\\.0\\.1:|\\$PORT is )\\d+", "PORT")
                        .replaceAll("--port \\d+", "--port PORT")
                        .replaceAll("(thread|process|pid|line) \\d+", "$1 N")
                        .replaceAll("(trace[^ ]*\\.log):\\d+", "$1:N")
                        .replaceAll("[\\d,]+ bytes in", "N bytes in")
                        .replaceAll("\"[^\"]*/src/test/servers", "\"src/test/servers");
        var row = text.matches(" +(\\d+|line)  .*");
        return row ? text.replaceFirst("^ +\\d+", "  N").replaceAll("(?<=\\S) {2,}", "  ") : text;
    }
}
