package org.syscalllabs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.BusyPort;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.machine.Sandbox;
import picocli.CommandLine.Command;

/** {@code lab doctor}: what the kit needs of this machine, and whether it is there. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        header = "Check whether this machine can run the labs.",
        description = {
            "One line each: ok, or missing and what to do. What is only nice to have is"
                    + " called optional. Exit code 3 when something needed is missing."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./lab doctor    before the first lab, and when something is strange"})
final class DoctorCommand implements Callable<Integer> {
    /** Whether it is there. */
    private enum State {
        OK("ok"),
        OPTIONAL("optional"),
        MISSING("missing");

        private final String shown;

        State(String shown) {
            this.shown = shown;
        }
    }

    /** One thing that was looked at: what it is, and what there is or what to do. */
    private record Requirement(State state, String subject, String detail) {}

    private final Kit kit;

    DoctorCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var requirements =
                List.of(
                        jdk(),
                        machine(),
                        strace(),
                        attach(),
                        sandbox(),
                        tool(
                                "setsid",
                                "lab start and lab check use it",
                                "util-linux",
                                State.MISSING),
                        sockets(),
                        port(),
                        tool(
                                "redis-cli",
                                "labs may be tried with it",
                                "redis-tools",
                                State.OPTIONAL),
                        tool("tmux", "several terminals in one", "tmux", State.OPTIONAL),
                        work());
        for (var requirement : requirements) {
            kit.out()
                    .printf(
                            "%-8s  %-12s %s%n",
                            requirement.state.shown, requirement.subject, requirement.detail);
        }
        var missing =
                requirements.stream().anyMatch(requirement -> requirement.state == State.MISSING);
        return missing ? Problem.Kind.ENVIRONMENT.exit() : 0;
    }

    private static Requirement jdk() {
        var home = System.getProperty("java.home");
        return ToolProvider.getSystemJavaCompiler() == null
                ? new Requirement(
                        State.MISSING, "JDK 25", home + " has no compiler: set JAVA_HOME to a JDK")
                : new Requirement(State.OK, "JDK 25", Runtime.version() + ", " + home);
    }

    /** Where the kernel is not the one that the labs are about. */
    private static Requirement machine() throws IOException {
        var version = Path.of("/proc/version");
        var kernel = Files.isReadable(version) ? Files.readString(version).strip() : "";
        return wsl(kernel)
                .map(words -> new Requirement(State.OPTIONAL, "machine", words))
                .orElse(
                        new Requirement(
                                State.OK,
                                "machine",
                                System.getProperty("os.arch")
                                        + ", "
                                        + kernel.replaceFirst("^(Linux version \\S+) .*", "$1")));
    }

    /**
     * What to know of Windows' own Linux; empty on others.
     *
     * @param version what /proc/version says
     */
    static Optional<String> wsl(String version) {
        if (version.contains("WSL2")) {
            return Optional.of(
                    "WSL 2: keep the kit in Linux' own files, not in /mnt/c, which is slow");
        }
        return version.contains("Microsoft")
                ? Optional.of(
                        "WSL 1 has no Linux kernel: in PowerShell, wsl --set-version Debian 2")
                : Optional.empty();
    }

    private static Requirement strace() throws IOException, InterruptedException {
        var version = output("strace", "-V").lines().findFirst().orElse("");
        return version.isEmpty()
                ? new Requirement(State.MISSING, "strace", "sudo apt-get install strace")
                : new Requirement(
                        State.OK, "strace", version.replaceFirst("^strace -- version ", ""));
    }

    /** Whether the kernel lets strace trace: tried, on the smallest program there is. */
    private static Requirement attach() throws IOException, InterruptedException {
        var said = output("strace", "-o", "/dev/null", "-e", "trace=exit_group", "echo", "traced");
        if (said.contains("Function not implemented")) {
            return new Requirement(
                    State.MISSING,
                    "ptrace",
                    "this program runs in an emulation, which has no ptrace: in a container, take"
                            + " an image of this machine's own processor");
        }
        if (!said.strip().equals("traced")) {
            return new Requirement(
                    State.MISSING,
                    "ptrace",
                    "strace can't trace a program; in a container: --cap-add=SYS_PTRACE");
        }
        var yama = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        var scope = Files.isReadable(yama) ? Files.readString(yama).strip() : "0";
        if (!scope.equals("0") && !"root".equals(System.getProperty("user.name"))) {
            return new Requirement(
                    State.MISSING,
                    "ptrace",
                    "lab check works, lab trace does not (kernel.yama.ptrace_scope="
                            + scope
                            + "): sudo sysctl kernel.yama.ptrace_scope=0");
        }
        return new Requirement(State.OK, "ptrace", "strace may launch and attach");
    }

    private static Requirement sandbox() {
        return Sandbox.problem()
                .map(why ->
                        new Requirement(State.OPTIONAL, "sandbox", "lab check has none: " + why))
                .orElse(new Requirement(State.OK, "sandbox", "lab check runs servers in one"));
    }

    private static Requirement sockets() {
        return onPath("ss") || onPath("netstat")
                ? new Requirement(State.OK, "ss, netstat", onPath("ss") ? "ss" : "netstat")
                : new Requirement(
                        State.OPTIONAL,
                        "ss, netstat",
                        "to look at sockets: sudo apt-get install iproute2 net-tools");
    }

    private Requirement port() {
        for (var socket : TcpSocket.listeners()) {
            if (socket.localPort() == 6379) {
                var exercise = BusyPort.exercise(kit, socket);
                if (exercise.isPresent()) {
                    var on = BusyPort.isOn(kit, exercise.get());
                    return new Requirement(State.OPTIONAL, "port 6379", on);
                }
                var ours =
                        RunningServer.all(kit).stream()
                                .anyMatch(server -> socket.isOpenIn(server.pid()));
                return ours
                        ? new Requirement(
                                State.OK, "port 6379", "held by a lab's server: ./lab stop")
                        : new Requirement(
                                State.OPTIONAL,
                                "port 6379",
                                "held by "
                                        + PortHolder.of(socket)
                                        + ": end it, or start the labs with --port");
            }
        }
        return new Requirement(State.OK, "port 6379", "free");
    }

    private static Requirement tool(String name, String why, String packageName, State otherwise) {
        return onPath(name)
                ? new Requirement(State.OK, name, why)
                : new Requirement(
                        otherwise, name, "%s: sudo apt-get install %s".formatted(why, packageName));
    }

    private Requirement work() {
        try {
            Files.createDirectories(kit.work());
            Files.delete(Files.createTempFile(kit.work(), "doctor", null));
            return new Requirement(State.OK, "work/", "can be written");
        } catch (IOException e) {
            return new Requirement(
                    State.MISSING, "work/", "can't be written: clone the kit where you may write");
        }
    }

    private static boolean onPath(String name) {
        var path = System.getenv("PATH");
        return path != null
                && List.of(path.split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** What a program prints within five seconds; empty when it can't be run. */
    private static String output(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            return "";
        }
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "";
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
