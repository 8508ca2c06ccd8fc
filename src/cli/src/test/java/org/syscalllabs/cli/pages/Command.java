package org.syscalllabs.cli.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A command that runs, and what it has shown so far. */
final class Command implements AutoCloseable {
    private static final long BOUND_SECONDS = 30;
    private final String line;
    private final Process process;
    private final Path output;

    /**
     * @param output the file for what it shows
     */
    Command(String line, ProcessBuilder builder, Path output) throws IOException {
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

    int exit() {
        return process.exitValue();
    }

    void type(String text) throws IOException {
        var keyboard = process.getOutputStream();
        keyboard.write((text + "\n").getBytes(UTF_8));
        keyboard.flush();
    }

    /** Sends a signal to strace: the shells that started it are not meant. */
    void signalStrace(String name) throws IOException {
        var strace =
                process.descendants()
                        .filter(child -> child.info().command().orElse("").endsWith("/strace"))
                        .findFirst()
                        .orElseThrow();
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(strace.pid()));
        kill.start().onExit().join();
    }

    void awaitEnd() {
        await("it ends", () -> !isRunning());
    }

    /** Waits for a fact; false when the command ended, or too much time has passed, without it. */
    boolean await(String fact, BooleanSupplier holds) {
        var end = System.nanoTime() + BOUND_SECONDS * 1_000_000_000L;
        while (!holds.getAsBoolean()) {
            if (!isRunning()) {
                return holds.getAsBoolean();
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "`%s`: not in %d s: %s. It has shown:\n%s"
                                .formatted(line, BOUND_SECONDS, fact, shown()));
            }
            LockSupport.parkNanos(5_000_000);
        }
        return true;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
