package org.syscalllabs.testkit.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.syscalllabs.proc.ProcFile;

/** The numbers that the kernel of this machine tells. */
final class SandboxNumbers implements SandboxPids.Numbers {

    @Override
    public OptionalInt inside(int tid) {
        return ProcFile.read(tid, "status")
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                // this machine's, the sandbox's, and more where a server makes further ones
                .map(line -> line.split("\t", -1))
                .filter(numbers -> numbers.length > 2)
                .mapToInt(numbers -> Integer.parseInt(numbers[2]))
                .findFirst();
    }

    /** The threads of its process; then the threads of all processes of its sandbox. */
    @Override
    public Stream<Integer> children(int parent) {
        var sandbox = namespace(parent);
        return Stream.concat(
                threads(ProcFile.threadGroup(parent)),
                ProcFile.pids().stream()
                        .filter(pid -> !sandbox.isEmpty() && namespace(pid).equals(sandbox))
                        .flatMap(SandboxNumbers::threads));
    }

    private static String namespace(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "pid"))
                    .toString();
        } catch (IOException ended) {
            return "";
        }
    }

    private static Stream<Integer> threads(long pid) {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks
                    .map(task -> Integer.valueOf(task.getFileName().toString()))
                    .toList() // the folder is closed here
                    .stream();
        } catch (IOException | UncheckedIOException ended) {
            return Stream.of();
        }
    }
}
