package org.syscalllabs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.syscalllabs.cli.kit.Kit;

/** The kit's labs with a work folder of their own, so that tests leave no trace in the kit's. */
final class TestKit implements AutoCloseable {

    /** A command's exit code, and what it wrote. */
    record Ran(int exit, String out, String err) {}

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final Path home;

    TestKit(Path home) throws IOException {
        this.home = home;
        Files.createSymbolicLink(home.resolve("labs"), ROOT.resolve("labs"));
    }

    /** A server of the zoo: {@code blocking_resp.py}. */
    static String server(String name) {
        return ROOT.resolve("src/testkit/src/test/servers").resolve(name).toString();
    }

    Path home() {
        return home;
    }

    /** The kit as a command sees it; what it says is thrown away. */
    Kit kit() {
        var nowhere = new PrintWriter(Writer.nullWriter());
        return new Kit(home, nowhere, nowhere);
    }

    /** Runs a command inside this program. */
    Ran lab(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var kit = new Kit(home, new PrintWriter(out, true), new PrintWriter(err, true));
        var exit = Main.run(kit, arguments);
        return new Ran(exit, out.toString(), err.toString());
    }

    /** Checks lab 3 on any port, with these options and this command besides. */
    Ran check3(String... more) {
        return lab(
                Stream.concat(Stream.of("check", "3", "--port", "0"), Stream.of(more))
                        .toArray(String[]::new));
    }

    /**
     * A command as a program of its own, that can be killed; it writes to home/out and home/err.
     */
    ProcessBuilder program(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Kit.java().toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dlab.home=" + home));
        command.addAll(List.of("-cp", Kit.classPath(), "org.syscalllabs.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
    }

    /** Takes away the link to the labs, not the labs. */
    @Override
    public void close() throws IOException {
        Files.delete(home.resolve("labs"));
    }

    /** What the file holds by now; empty when it is not there. */
    String read(String file) {
        try {
            return Files.readString(home.resolve(file));
        } catch (IOException notYet) {
            return "";
        }
    }

    /** Waits for a fact, a minute at most. */
    static void await(String fact, BooleanSupplier holds) {
        var end = System.nanoTime() + BOUND.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in %d s: %s".formatted(BOUND.toSeconds(), fact));
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
