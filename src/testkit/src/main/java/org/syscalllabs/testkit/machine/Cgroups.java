package org.syscalllabs.testkit.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;

/**
 * Bounds for all processes of one server together: how much memory they may have in RAM, and how
 * many they may be. Made where this user may write cgroups, of version 1 or 2: root most often.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
final class Cgroups {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PREFIX = "syscall-labs-";
    private static final Duration EMPTIED = Duration.ofSeconds(2);
    private static final String MEMORY = Long.toString(Sandbox.MEMORY);
    private static final String PROCESSES = Integer.toString(Sandbox.PROCESSES);

    /** No bounds. */
    static final Cgroups NONE = new Cgroups();

    private final List<Path> folders = new ArrayList<>();
    private boolean memory;
    private boolean outOfMemory;

    private Cgroups() {
        // none
    }

    /**
     * Makes them; there are none where that is not allowed.
     *
     * @param id tells them from those of other servers
     */
    Cgroups(String id) {
        List<String> own;
        try {
            own = Files.readAllLines(Path.of("/proc/self/cgroup"));
        } catch (IOException noCgroups) {
            return;
        }
        for (var line : own) {
            // 4:memory:/user, or 0::/user of version 2
            var field = line.split(":", 3);
            var path = field[2].substring(1);
            switch (field[1]) {
                case "memory" ->
                        memory |=
                                add(
                                        ROOT.resolve("memory").resolve(path).resolve(PREFIX + id),
                                        Map.of("memory.limit_in_bytes", MEMORY));
                case "pids" ->
                        add(
                                ROOT.resolve("pids").resolve(path).resolve(PREFIX + id),
                                Map.of("pids.max", PROCESSES));
                case "" -> addBeside(ROOT.resolve(path), id);
                default -> {} // of no use here
            }
        }
    }

    /** In version 2 a cgroup that has processes has no others in it: one further up may. */
    private void addBeside(@Nullable Path own, String id) {
        var parent = own;
        while (!memory && parent != null && parent.startsWith(ROOT)) {
            memory =
                    add(
                            parent.resolve(PREFIX + id),
                            Map.of("memory.max", MEMORY, "pids.max", PROCESSES));
            parent = parent.getParent();
        }
    }

    /** Makes one, unless it can't have these bounds. */
    private boolean add(Path folder, Map<String, String> bounds) {
        try {
            Files.createDirectory(folder);
        } catch (IOException notAllowed) {
            return false;
        }
        folders.add(folder);
        try {
            for (var bound : bounds.entrySet()) {
                Files.writeString(
                        folder.resolve(bound.getKey()),
                        bound.getValue(),
                        StandardOpenOption.WRITE); // what the kernel has made
            }
            return true;
        } catch (IOException noController) {
            folders.removeLast();
            remove(folder);
            return false;
        }
    }

    /** The folders of those that were made. */
    List<Path> folders() {
        return List.copyOf(folders);
    }

    /** Whether memory is bounded. */
    boolean haveMemory() {
        return memory;
    }

    /** Whether the kernel has killed a process because all of them had too much memory. */
    boolean wereOutOfMemory() {
        outOfMemory |=
                folders.stream()
                        .flatMap(folder ->
                                Stream.of("memory.oom_control", "memory.events")
                                        .map(folder::resolve))
                        .anyMatch(Cgroups::tellsOfKills);
        return outOfMemory;
    }

    private static boolean tellsOfKills(Path events) {
        try {
            return Files.readAllLines(events).stream()
                    .anyMatch(line -> line.matches("oom_kill [1-9][0-9]*"));
        } catch (IOException notThisVersion) {
            return false;
        }
    }

    /** Removes them, once all processes in them have ended; waits for the last to be gone. */
    void remove() {
        wereOutOfMemory();
        Deadline.in(EMPTIED)
                .waitFor(() -> {
                    folders.removeIf(Cgroups::remove);
                    return folders.isEmpty();
                });
    }

    private static boolean remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException notEmpty) {
            return false;
        }
    }
}
