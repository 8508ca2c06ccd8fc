package org.syscalllabs.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What one process tells of itself under /proc. A process that has ended, or that is someone
 * else's, tells nothing: that is an empty text, never an error.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public final class ProcFile {

    private ProcFile() {}

    /** The PIDs of all processes that this process can see, in no order. */
    public static List<Long> pids() {
        return entries(Path.of("/proc")).stream()
                .filter(name -> Character.isDigit(name.charAt(0)))
                .map(Long::parseLong)
                .toList();
    }

    /** What the descriptors of a process point to: {@code socket:[4711]}, {@code /dev/null}. */
    public static List<String> openFiles(long pid) {
        var folder = Path.of("/proc", Long.toString(livingThread(pid)), "fd");
        return entries(folder).stream().flatMap(fd -> target(folder.resolve(fd)).stream()).toList();
    }

    /** The process that started this one, or that has taken it over; 0 for none. */
    public static long parent(long pid) {
        return status(pid, "PPid:");
    }

    /** The PID of the process that traces this one; 0 for none. */
    public static long tracer(long pid) {
        return status(pid, "TracerPid:");
    }

    /** The process that this thread is one of; 0 when it has ended. */
    public static long threadGroup(long tid) {
        return status(tid, "Tgid:");
    }

    /**
     * How it is: {@code R} runs, {@code S} sleeps, {@code T} is stopped; empty when it has ended.
     */
    public static String state(long pid) {
        return statusLine(pid, "State:").replaceFirst(" .*", "");
    }

    /** How its threads are, each as in {@link #state}; {@code t} is held by a tracer. */
    public static List<Character> threadStates(long pid) {
        return threads(pid).stream()
                .map(tid -> read(pid, "task/" + tid + "/stat"))
                .filter(stat -> !stat.isEmpty())
                // The name before it, in parentheses, may hold any character.
                .map(stat -> stat.charAt(stat.lastIndexOf(')') + 2))
                .toList();
    }

    /** The tids of its threads, in no order. */
    public static List<Long> threads(long pid) {
        return entries(Path.of("/proc", Long.toString(pid), "task")).stream()
                .map(Long::parseLong)
                .toList();
    }

    /** What tells its PID namespace from others: {@code pid:[4026531836]}. */
    public static String pidNamespace(long pid) {
        return target(Path.of("/proc", Long.toString(pid), "ns", "pid")).orElse("");
    }

    /** Whether the process ignores a signal: it was told to, or its parent was before it. */
    public static boolean ignores(long pid, int signal) {
        return isInMask(pid, "SigIgn:", signal);
    }

    /** Whether a signal waits for the process, for one that is stopped, until it goes on. */
    public static boolean isPending(long pid, int signal) {
        return isInMask(pid, "ShdPnd:", signal);
    }

    /** Whether the process was started with this {@code NAME=value} in its environment. */
    public static boolean hasInEnvironment(long pid, String entry) {
        return ('\0' + environment(pid)).contains('\0' + entry + '\0');
    }

    /**
     * A thread that can tell of its process: its first, whose tid is the PID, unless that has ended
     * and others have not. Then it is a zombie, which has neither memory nor files.
     */
    private static long livingThread(long pid) {
        return state(pid).equals("Z")
                ? threads(pid).stream()
                        .filter(tid -> !state(tid).equals("Z"))
                        .findFirst()
                        .orElse(pid)
                : pid;
    }

    /** Of the fields of /proc/PID/stat that follow the name; it is the 51st of all. */
    private static final int ENV_END = 48;

    /** A program may have no environment; it has none each time, then. */
    private static final int MOST_EMPTY_LOOKS = 4;

    private static String environment(long pid) {
        // On a busy machine it may wait long for a core before it gets on with it.
        var empty = 0;
        for (var look = 0; look < 2_000; look++) {
            var helper = isJavasHelper(pid); // asked first: what is read then is not the helper's
            var environment = read(pid, "environ");
            // In the middle of execve(2) not only nothing, but a byte or two may be read.
            if (!helper && environment.endsWith("\0")) {
                return environment;
            }
            // One that calls execve again and again may be in the next one by now.
            empty += helper || isInExec(pid) ? 0 : 1;
            if (empty > MOST_EMPTY_LOOKS || !hasProgram(pid)) {
                return read(livingThread(pid), "environ");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return read(pid, "environ");
    }

    /**
     * Whether the process is the helper by which Java starts a program: it has the environment of
     * that Java, until execve(2) makes it the program, with its own.
     */
    private static boolean isJavasHelper(long pid) {
        return target(Path.of("/proc", Long.toString(pid), "exe"))
                .filter(program -> program.endsWith("/jspawnhelper"))
                .isPresent();
    }

    /**
     * Whether the process is in the middle of execve(2): it has a program, but for a moment no
     * environment; that of before is gone, and where the new one ends is not yet known. One that
     * was started without any has an end of it all the same.
     *
     * @see <a
     *     href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
     */
    private static boolean isInExec(long pid) {
        var stat = read(pid, "stat");
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return hasProgram(pid) && fields.length > ENV_END && fields[ENV_END].equals("0");
    }

    /** The kernel's own threads have none, nor has a process that has ended. */
    private static boolean hasProgram(long pid) {
        return target(Path.of("/proc", Long.toString(pid), "exe")).isPresent();
    }

    /** The command line, its arguments separated by spaces; the bare name for a kernel thread. */
    public static String command(long pid) {
        var line = read(pid, "cmdline").replace('\0', ' ').strip();
        return line.isEmpty() ? read(pid, "comm").strip() : line;
    }

    /**
     * The command's name, at most 15 bytes of it, fit to be shown; {@code a process} when it has
     * ended.
     */
    public static String name(long pid) {
        var name = read(pid, "comm").strip();
        return name.isEmpty() ? "a process" : Visible.of(name);
    }

    /** The name of a user, else the number: {@code redis}, {@code 4711}. */
    public static String userName(int uid) {
        try (var users = Files.lines(Path.of("/etc/passwd"))) {
            return users.map(line -> line.split(":", -1))
                    .filter(field -> field.length > 2 && field[2].equals(Integer.toString(uid)))
                    .map(field -> field[0])
                    .findFirst()
                    .orElse(Integer.toString(uid));
        } catch (IOException | UncheckedIOException unreadable) {
            return Integer.toString(uid);
        }
    }

    /** What tells one start of this machine from the next: PIDs mean nothing beyond it. */
    public static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long status(long pid, String key) {
        var value = statusLine(pid, key);
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    /** Signal 1 is the lowest bit. */
    private static boolean isInMask(long pid, String key, int signal) {
        var mask = statusLine(pid, key);
        return !mask.isEmpty() && (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
    }

    /** What stands behind the key; empty when the process has ended. */
    private static String statusLine(long pid, String key) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** One file of a process, whole. */
    public static String read(long pid, String file) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException endedOrForbidden) {
            return "";
        }
    }

    private static List<String> entries(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException | UncheckedIOException endedOrForbidden) {
            return List.of();
        }
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
