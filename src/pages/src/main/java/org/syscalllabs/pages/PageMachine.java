package org.syscalllabs.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.proc.RunRecord;

/**
 * A machine of its own for one page: port 6379 is free, no other java runs, work/ is empty. Its
 * {@code ./lab} runs the kit as just compiled, or as last built. Made of namespaces; all of it ends
 * with its first process, and that one ends when its standard input does.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
final class PageMachine implements AutoCloseable {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final List<String> UNSHARE =
            List.of("unshare", "--net", "--pid", "--mount", "--fork", "--mount-proc");

    /**
     * What hides the real work folder, in this machine only; PIDs are as on one that is in use. In
     * the folder perf each JVM has a file that is named by its PID, which JVMs of other machines
     * have, too.
     */
    private static final String BOOT =
            """
            ip link set lo up && mkdir -p work &&
            if [[ $2 == built ]]; then
              mkdir -p work/kit "$1/work/kit" && mount --bind work/kit "$1/work/kit"
            else
              mount --bind "$1/lab" lab
            fi &&
            mount --rbind "$1/work" work &&
            perf=/tmp/hsperfdata_$(id -un) && mkdir -p "$perf" &&
            mount -t tmpfs -o mode=755 tmpfs "$perf" &&
            { echo 1000 >/proc/sys/kernel/ns_last_pid || true; } 2>/dev/null &&
            echo ready && read -r _
            """;

    private static final String UNSEEN = "</dev/null >/dev/null 2>&1";

    /** A row of /proc/net/tcp with a send queue, of a socket that is connected (02: not yet). */
    private static final Pattern UNDER_WAY =
            Pattern.compile(" *\\d+: \\S+ \\S+ (?!02)\\w\\w (?!00000000:)\\w{8}:.*");

    /**
     * From one end of a terminal to the other the bytes are carried by a thread of the kernel's,
     * and nothing shows that some are under way: on a busy machine it has to wait for its turn.
     */
    private static final long KERNELS_TURN = 20_000_000;

    private final Path folder;
    private final Process unshare;
    private final List<RunningCommand> commands = new ArrayList<>();

    /**
     * Why this user can't have one; empty when nothing is in the way.
     *
     * @param folder an empty one
     */
    static String obstacle(Path folder) throws IOException {
        try (var machine = new PageMachine(folder)) {
            return machine.unshare.isAlive() ? "" : "it ended";
        } catch (IOException refused) {
            return "a machine of its own needs root, or at least namespaces: "
                    + refused.getMessage();
        }
    }

    /**
     * @param folder for its work/ and its launcher
     */
    PageMachine(Path folder) throws IOException {
        this(folder, "compiled");
    }

    /** One that runs the kit as {@code ./lab} has built it: what a user sees. */
    static PageMachine withBuiltKit(Path folder) throws IOException {
        return new PageMachine(folder, "built");
    }

    private PageMachine(Path folder, String kit) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("work"));
        var lab = folder.resolve("lab");
        Files.writeString(
                lab,
                """
                #!/usr/bin/env bash
                if [[ $1 == --jdk ]]; then exit; fi
                exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
                  --enable-native-access=ALL-UNNAMED -Dlab.home=%s -cp %s \
                  org.syscalllabs.cli.Main "$@"
                """
                        .formatted(Kit.java(), ROOT, Kit.classPath()));
        Files.setPosixFilePermissions(lab, PosixFilePermissions.fromString("rwxr-xr-x"));
        var boot = new ArrayList<>(UNSHARE);
        boot.addAll(List.of("bash", "-c", BOOT, "boot", folder.toString(), kit));
        unshare =
                new ProcessBuilder(boot).directory(ROOT.toFile()).redirectErrorStream(true).start();
        var answer = unshare.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"ready".equals(answer)) {
            close();
            throw new IOException(String.valueOf(answer));
        }
    }

    /** Runs a command line in it. One that ends in an ampersand goes on, unseen. */
    RunningCommand run(String line) throws IOException {
        return start(line, line.matches(".*[^&]&") ? "{ " + line + " } " + UNSEEN : line);
    }

    /** Runs a command that asks its user: it does so on a terminal alone, and script(1) is one. */
    RunningCommand runOnTerminal(String line) throws IOException {
        return start(line, "script -qec '" + line.replace("'", "'\\''") + "' /dev/null");
    }

    private RunningCommand start(String line, String shell) throws IOException {
        var words = new ArrayList<String>();
        var first = unshare.children().findFirst().orElseThrow();
        words.addAll(List.of("nsenter", "--target", Long.toString(first.pid())));
        words.addAll(List.of("--net", "--pid", "--mount", "bash", "-c"));
        words.add("cd %s\n%s\nexit $?".formatted(ROOT, shell));
        var builder = new ProcessBuilder(words).directory(ROOT.toFile());
        builder.environment().keySet().removeAll(List.of("HOST", "PORT", RunRecord.TOKEN));
        // script(1) runs its command by this one, and by sh where nothing set it, as in CI.
        builder.environment().put("SHELL", "/bin/bash");
        var command = new RunningCommand(line, builder, folder.resolve(commands.size() + ".out"));
        commands.add(command);
        return command;
    }

    /**
     * Whether everything in it has come to rest: every thread sleeps, and has slept between two
     * looks, and no byte is under way. Then nothing happens any more, unless a user acts.
     */
    boolean isAtRest() {
        var first = sleepers();
        if (first.isEmpty()) {
            return false;
        }
        LockSupport.parkNanos(KERNELS_TURN);
        return first.equals(sleepers());
    }

    /** How often each thread has given up the processor; nothing when one of them runs. */
    private Optional<Map<Path, String>> sleepers() {
        var switches = new HashMap<Path, String>();
        for (var process : processes()) {
            for (var thread : threads(process)) {
                var status = read(thread.resolve("status"));
                // Asleep, stopped (also by strace), dead; not: running, or waiting for a disk.
                if (!status.matches("(?s)(|.*\nState:\t[STtZXI].*)")) {
                    return Optional.empty();
                }
                switches.put(thread, status.substring(Math.max(0, status.indexOf("\nvoluntary"))));
            }
        }
        return isByteUnderWay() ? Optional.empty() : Optional.of(switches);
    }

    private List<ProcessHandle> processes() {
        var inside = Stream.concat(Stream.of(unshare.toHandle()), unshare.descendants());
        var running = commands.stream().filter(RunningCommand::isRunning);
        return Stream.concat(inside, running.flatMap(RunningCommand::processes)).toList();
    }

    private static List<Path> threads(ProcessHandle process) {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return tasks.toList();
        } catch (IOException | UncheckedIOException ended) {
            return List.of();
        }
    }

    /** Whether one side has sent what the other's kernel has not confirmed; connect() may wait. */
    private boolean isByteUnderWay() {
        var proc = Path.of("/proc", Long.toString(unshare.pid()), "net");
        var sockets = read(proc.resolve("tcp")) + read(proc.resolve("tcp6"));
        return sockets.lines().anyMatch(UNDER_WAY.asMatchPredicate());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    @Override
    public void close() {
        unshare.destroyForcibly();
        unshare.descendants().forEach(ProcessHandle::destroyForcibly);
        commands.forEach(RunningCommand::close);
    }
}
