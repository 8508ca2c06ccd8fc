package org.syscalllabs.cli.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.RecordedLog;
import org.syscalllabs.proc.Problem;

/**
 * What is checked, and how.
 *
 * @param command the server to check; empty for the lab's own
 * @param port the port that the server is told; 0 for any free one
 * @param timeout the bound of every wait, in seconds
 * @param recorded the log to judge in place of a server; null when a server is to run
 */
public record CheckOptions(
        List<String> command, int port, double timeout, @Nullable Path recorded) {

    /** Whether it is the lab's own server that is checked. */
    public boolean isOfLabsOwnServer() {
        return recorded == null && command.isEmpty();
    }

    /**
     * Verifies that they make sense, and that what they name is there.
     *
     * @throws Problem when not
     */
    public void verify() {
        if (port < 0 || port > 65535) {
            throw Problem.usage("--port " + port + " is no TCP port", "give one of 0 to 65535");
        }
        if (!(timeout > 0 && timeout <= 3600)) {
            throw Problem.usage(
                    "--timeout " + timeout + " is too short or too long",
                    "give seconds, up to 3600");
        }
        if (recorded != null) {
            if (!command.isEmpty()) {
                throw Problem.usage(
                        "--trace judges a log: no server runs",
                        "leave out the command, or --trace");
            }
            new RecordedLog(recorded).verify();
        }
        if (!command.isEmpty() && !isProgram(command.getFirst())) {
            throw Problem.usage(
                    "there is no program " + command.getFirst(),
                    "give a file that may be run, or a command on the PATH");
        }
    }

    private static boolean isProgram(String name) {
        return name.contains("/")
                ? Files.isExecutable(Path.of(name)) && !Files.isDirectory(Path.of(name))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** JUnit's configuration parameters: they tell the testkit what to check. */
    Map<String, String> parameters(Path work, List<String> server) {
        var parameters = new HashMap<String, String>();
        if (!server.isEmpty()) {
            parameters.put("lab.command", String.join("\0", server));
        }
        parameters.put("lab.port", String.valueOf(port));
        parameters.put("lab.timeout", String.valueOf(timeout));
        parameters.put("lab.work", work.toString());
        if (recorded != null) {
            parameters.put("lab.trace", recorded.toAbsolutePath().toString());
        }
        return parameters;
    }

    /** Every wait has its own bound; this one is for a test that forgot to give it one. */
    Duration overallBound() {
        return Duration.ofSeconds(60 + Math.round(12 * timeout));
    }
}
