package org.syscalllabs.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A command that runs, and what it has shown so far. */
final class RunningCommand implements AutoCloseable {
    private static final long BOUND_SECONDS = 30;
    private final String line;
    private final Process process;
    private final Path output;

    /**
     * @param output the file for what it shows
     */
    RunningCommand(String line, ProcessBuilder builder, Path output) throws IOException {
        this.line = line;
        this.output = output;
        process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    String shown() {
        try {
            return new String(Files.readAllBytes(output), UTF_8).replace("\r", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** It, and all that it has started. */
    Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    void type(String text) throws IOException {
        var keyboard = process.getOutputStream();
        keyboard.write((text + "\n").getBytes(UTF_8));
        keyboard.flush();
    }

    /** Sends a signal to the program: the shells that started it are not meant. */
    void signal(String name) throws IOException {
        for (var program : process.descendants().filter(RunningCommand::isChildless).toList()) {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(program.pid()));
            kill.start().onExit().join();
        }
    }

    private static boolean isChildless(ProcessHandle process) {
        return process.children().findAny().isEmpty();
    }

    void awaitEnd() {
        await("it ends", () -> !isRunning());
    }

    /** Waits for a fact, or the command's end; an error when too much time passes without. */
    void await(String fact, BooleanSupplier holds) {
        awaitAtLast(fact, () -> !isRunning() || holds.getAsBoolean());
    }

    /** Waits for a fact, whether the command has ended or not. */
    void awaitAtLast(String fact, BooleanSupplier holds) {
        var end = System.nanoTime() + BOUND_SECONDS * 1_000_000_000L;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "`%s`: not in %d s: %s. It has shown:\n%s"
                                .formatted(line, BOUND_SECONDS, fact, shown()));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
