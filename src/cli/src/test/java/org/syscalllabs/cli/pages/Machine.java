package org.syscalllabs.cli.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.cli.Kit;
import org.syscalllabs.testkit.RunRecord;

/**
 * A machine of its own for one page: port 6379 is free, no other java runs, work/ is empty, and
 * {@code ./lab} is the kit as just compiled. Made of namespaces; all of it ends with its first
 * process, and that one ends when its standard input does.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
final class Machine implements AutoCloseable {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final List<String> UNSHARE =
            List.of("unshare", "--net", "--pid", "--mount", "--fork", "--mount-proc");

    /** What hides the real work folder and the real launcher, in this machine only. */
    private static final String BOOT =
            """
            ip link set lo up &&
            mkdir -p work && mount --bind "$1/work" work &&
            mount --bind "$1/lab" lab &&
            echo ready && read -r _
            """;

    private final Path folder;
    private final Process unshare;
    private final List<Command> commands = new ArrayList<>();

    /**
     * Why this user can't have one, or nothing if he can.
     *
     * @param folder an empty one
     */
    static String obstacle(Path folder) throws IOException {
        try (var machine = new Machine(folder)) {
            return machine.unshare.isAlive() ? "" : "it ended";
        } catch (IOException refused) {
            return "a machine of its own needs root, or at least namespaces: "
                    + refused.getMessage();
        }
    }

    /**
     * @param folder for its work/ and its launcher
     */
    Machine(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("work"));
        var lab = folder.resolve("lab");
        Files.writeString(
                lab,
                """
                #!/usr/bin/env bash
                exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
                  --enable-native-access=ALL-UNNAMED -Dlab.home=%s -cp %s \
                  org.syscalllabs.cli.Main "$@"
                """
                        .formatted(Kit.java(), ROOT, Kit.classPath()));
        Files.setPosixFilePermissions(lab, PosixFilePermissions.fromString("rwxr-xr-x"));
        var boot = new ArrayList<>(UNSHARE);
        boot.addAll(List.of("bash", "-c", BOOT, "boot", folder.toString()));
        unshare =
                new ProcessBuilder(boot).directory(ROOT.toFile()).redirectErrorStream(true).start();
        var answer = unshare.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"ready".equals(answer)) {
            close();
            throw new IOException(String.valueOf(answer));
        }
    }

    /** Runs a command line in it. */
    Command run(String line) throws IOException {
        var words = new ArrayList<String>();
        var first = unshare.children().findFirst().orElseThrow();
        words.addAll(List.of("nsenter", "--target", Long.toString(first.pid())));
        words.addAll(List.of("--net", "--pid", "--mount", "bash", "-c"));
        // A command that stops for Enter does so on a terminal alone: script(1) is one.
        var typed =
                line.startsWith("labs/03-many-clients/client")
                        ? "script -qec '" + line + "' /dev/null"
                        : line;
        words.add("cd %s\n%s\nexit $?".formatted(ROOT, typed));
        var builder = new ProcessBuilder(words).directory(ROOT.toFile());
        builder.environment().keySet().removeAll(List.of("HOST", "PORT", RunRecord.TOKEN));
        var command = new Command(line, builder, folder.resolve(commands.size() + ".out"));
        commands.add(command);
        return command;
    }

    /** Whether a server sleeps in its accept: it has done all that there was to do. */
    boolean serverSleepsInAccept() throws IOException {
        var look = run("grep -qs inet_csk_accept /proc/[0-9]*/task/*/wchan");
        look.awaitEnd();
        return look.exit() == 0;
    }

    @Override
    public void close() {
        unshare.destroyForcibly();
        unshare.descendants().forEach(ProcessHandle::destroyForcibly);
        commands.forEach(Command::close);
    }
}
