package org.syscalllabs.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.syscalllabs.proc.Runs;

/** A Java process of its own that starts a server of the zoo under strace, and is then stopped. */
final class KitProcess implements AutoCloseable {

    private final Process process;
    private final int port;
    private final Runs runs;

    private KitProcess(Process process, int port, Runs runs) {
        this.process = process;
        this.port = port;
        this.runs = runs;
    }

    /** Starts a kit, and returns when its server listens. */
    static KitProcess start(String server, Path work) throws IOException {
        var process =
                new ProcessBuilder(
                                // A shell's background job ignores SIGINT, and so would its heirs.
                                "env",
                                "--default-signal",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KitProcess.class.getName(),
                                server,
                                work.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new KitProcess(
                process,
                Integer.parseInt(String.valueOf(out.readLine())),
                new Runs(settings(work).runs()));
    }

    /** Where the kit writes down what it has started. */
    Runs runs() {
        return runs;
    }

    int port() {
        return port;
    }

    /** Stops the kit with a signal, and waits for its end. */
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        kill.waitFor();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the kit has not ended 60 s after SIG" + name);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        for (var left : runs.leftovers()) {
            runs.stop(left, Duration.ZERO);
        }
    }

    private static Settings settings(Path work) {
        return new Settings(List.of(), 0, Duration.ofSeconds(60), work, Optional.empty());
    }

    public static void main(String[] args) throws InterruptedException {
        var settings = settings(Path.of(args[1]));
        var server = new StartPlan(settings, Zoo.python(args[0]), "test").start();
        IO.println(server.port());
        Thread.currentThread().join(); // until a signal comes
    }
}
