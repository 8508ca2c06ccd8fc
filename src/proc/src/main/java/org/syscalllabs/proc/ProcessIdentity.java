package org.syscalllabs.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, for good: a PID alone is not one, because the kernel gives it to another process
 * later.
 *
 * @param pid the process
 * @param startTicks when it started, in clock ticks since the machine's start
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessIdentity(long pid, long startTicks) {

    /** No process. */
    public static final ProcessIdentity NONE = new ProcessIdentity(0, 0);

    /** This Java process. */
    public static ProcessIdentity self() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** The process that has this PID now; empty when none has, or a zombie. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            var stat =
                    Files.readString(
                            Path.of("/proc", Long.toString(pid), "stat"),
                            StandardCharsets.ISO_8859_1);
            // The command's name is the second field, in parentheses, and may hold any character.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            // The first thread may be a zombie while others still have the descriptors open.
            var state = fields[0];
            var threads = Integer.parseInt(fields[17]);
            if (state.equals("X") || (state.equals("Z") && threads <= 1)) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[19])));
        } catch (IOException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    /** Whether this process, and not a later one of the same PID, still runs. */
    public boolean isAlive() {
        return pid > 0 && of(pid).filter(this::equals).isPresent();
    }

    /** Asks this process to end: SIGTERM. Does nothing when it has ended. */
    public void terminate() {
        // ProcessHandle compares the start time once more, right before it sends the signal.
        ProcessHandle.of(pid).filter(handle -> isAlive()).ifPresent(ProcessHandle::destroy);
    }

    /** Ends this process: SIGKILL. Does nothing when it has ended. */
    public void kill() {
        ProcessHandle.of(pid).filter(handle -> isAlive()).ifPresent(ProcessHandle::destroyForcibly);
    }
}
