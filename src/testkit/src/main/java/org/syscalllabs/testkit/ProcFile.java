package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What one process tells of itself under /proc. A process that has ended, or that is someone
 * else's, tells nothing: that is an empty text, never an error.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
final class ProcFile {

    private ProcFile() {}

    /** The PID of the process that traces this one; 0 for none. */
    static long tracer(long pid) {
        return status(pid, "TracerPid:");
    }

    /** The process that this thread is one of; 0 when it has ended. */
    static long threadGroup(long tid) {
        return status(tid, "Tgid:");
    }

    /** Whether the process was started with this {@code NAME=value} in its environment. */
    static boolean hasInEnvironment(long pid, String entry) {
        return ('\0' + read(pid, "environ")).contains('\0' + entry + '\0');
    }

    /** The command line, its arguments separated by spaces; the bare name for a kernel thread. */
    static String command(long pid) {
        var line = read(pid, "cmdline").replace('\0', ' ').strip();
        return line.isEmpty() ? read(pid, "comm").strip() : line;
    }

    private static long status(long pid, String key) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
                .findFirst()
                .orElse(0);
    }

    static String read(long pid, String file) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException endedOrForbidden) {
            return "";
        }
    }
}
