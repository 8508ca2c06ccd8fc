package org.syscalllabs.testkit.machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.trace.strace.Family;

/** The command line that runs a server under strace. */
public final class Strace {

    /** Which calls of the server the kernel stops it at; strace shows the traced ones only. */
    public enum Calls {
        /** The traced ones: all others run at full speed, but a filter may come before strace. */
        TRACED,
        /** Every call, before any filter is asked. */
        ALL
    }

    private Strace() {}

    /**
     * @param strace the program
     * @param log the file that it writes
     * @param command the server
     * @param calls which calls stop the server
     */
    static List<String> launch(String strace, String log, List<String> command, Calls calls) {
        var launch =
                new ArrayList<>(
                        List.of(
                                strace,
                                "-f",
                                "-ttt",
                                "-T",
                                "-yy",
                                "-s",
                                "512",
                                "-e",
                                // Every signal that a process may die of.
                                "signal=!CHLD,CONT,URG,WINCH",
                                "-e",
                                "trace=" + Family.filter(Family.values()),
                                "-o",
                                log,
                                "--"));
        if (calls == Calls.TRACED) {
            launch.add(1, "--seccomp-bpf");
        }
        launch.addAll(command);
        return launch;
    }

    /** What strace itself said when the kernel refused it, if it did. */
    public static Optional<String> refusal(List<String> output) {
        return output.stream()
                .filter(line -> line.contains("strace: "))
                .filter(line -> line.contains("PTRACE") || line.contains("ptrace"))
                .filter(line -> line.contains("not permitted") || line.contains("Permission"))
                .findFirst();
    }

    /** The value of kernel.yama.ptrace_scope; empty where the kernel has no Yama. */
    public static String yama() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/yama/ptrace_scope")).strip();
        } catch (IOException noYama) {
            return "";
        }
    }

    /** Whether a program is on the PATH of this machine. */
    static boolean isOnPath(String name) {
        return onPath(name).isPresent();
    }

    /** Where on the PATH of this machine a program is. */
    static String program(String name, String packageName) {
        return onPath(name).orElseThrow(() -> Obstacles.programMissing(name, packageName));
    }

    private static Optional<String> onPath(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
