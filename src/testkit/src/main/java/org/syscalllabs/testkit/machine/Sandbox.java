package org.syscalllabs.testkit.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.Problem;

/**
 * A place of its own for a server, made by bubblewrap: its own PIDs, so that it can neither see nor
 * signal nor trace the kit, strace, or anybody else's process; the system read-only; /tmp and
 * /dev/shm empty; of the environment only what programs need. strace and the clients stay outside.
 * Ports are those of this machine: the network is shared.
 *
 * @see <a href="https://github.com/containers/bubblewrap">bwrap(1)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/pid_namespaces.7.html">pid_namespaces(7)</a>
 */
public final class Sandbox implements Place {

    /** What is there afresh for each server, and what of the system it must not reach. */
    private static final List<Path> FRESH =
            Stream.of("/tmp", "/var/tmp", "/run", "/dev/shm").map(Path::of).toList();

    /** What is never a server's own, whatever its command names. */
    private static final List<Path> SYSTEM =
            Stream.of(
                            "/usr", "/bin", "/sbin", "/lib", "/opt", "/nix", "/snap", "/etc",
                            "/boot", "/dev", "/proc", "/sys")
                    .map(Path::of)
                    .toList();

    private static final Path HERE = Path.of("").toAbsolutePath();

    /** In bytes: how much each fresh folder takes, and the longest file of a server. */
    private static final String FOLDER_SIZE = Long.toString(256L << 20);

    private static final String FILE_SIZE = Long.toString(1L << 30);

    /** In seconds, for each process: more than all waits of a check together. */
    private static final String CPU = "600";

    /** How many processes and threads; a JVM has some twenty. */
    static final int PROCESSES = 512;

    /** In bytes, for all processes of a server together where cgroups may be written. */
    static final long MEMORY = 2L << 30;

    /** The same for one process, where they may not: a JVM asks for more than it uses. */
    private static final String DATA = Long.toString(2 * MEMORY);

    /** What programs and languages look for in their environment; all else is kept from them. */
    private static final Set<String> NEEDED =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "LANG",
                    "LANGUAGE",
                    "TZ",
                    "TERM",
                    "LD_LIBRARY_PATH",
                    "CLASSPATH",
                    "JAVA_HOME",
                    "JDK_JAVA_OPTIONS",
                    "JAVA_TOOL_OPTIONS",
                    "VIRTUAL_ENV",
                    "PYTHONPATH",
                    "PYTHONHOME",
                    "PYENV_ROOT",
                    "PYENV_VERSION",
                    "NODE_PATH",
                    "NVM_DIR",
                    "GOPATH",
                    "GOROOT",
                    "GOFLAGS",
                    "CARGO_HOME",
                    "RUSTUP_HOME",
                    "RUSTUP_TOOLCHAIN",
                    "GEM_HOME",
                    "GEM_PATH",
                    "RUBYLIB",
                    "RBENV_ROOT",
                    "PERL5LIB",
                    "LUA_PATH",
                    "LUA_CPATH",
                    "DOTNET_ROOT");

    /** prlimit: what is executed in the sandbox before the server is. */
    private static final int PROGRAMS_BEFORE = 1;

    private static final String SHELL = "/bin/sh";

    private final String bwrap;
    private final String prlimit;
    private final Set<Path> guarded;

    /**
     * @param guarded what no server may change, even where it may write
     * @throws Problem when bubblewrap is not installed
     */
    Sandbox(Set<Path> guarded) {
        bwrap = Strace.program("bwrap", "bubblewrap");
        prlimit = Strace.program("prlimit", "util-linux");
        this.guarded = guarded.stream().flatMap(Sandbox::real).collect(Collectors.toSet());
    }

    /** Why servers can't have a sandbox here, in a few words; empty when they can. It is tried. */
    public static Optional<String> problem() {
        if (!Strace.isOnPath("bwrap")) {
            return Optional.of("bubblewrap is not installed: sudo apt-get install bubblewrap");
        }
        var sandbox = new Sandbox(Set.of());
        // strace --seccomp-bpf forbids what it runs to become root by a set-user-ID bit.
        var tried = new ArrayList<>(List.of("setpriv", "--no-new-privs"));
        tried.addAll(sandbox.around(List.of("true"), Cgroups.NONE));
        try {
            var process = new ProcessBuilder(tried).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("bwrap does not come to an end");
            }
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(said.lines().findFirst().orElse("bwrap fails"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Cgroups bounds(String id) {
        return new Cgroups(id);
    }

    /**
     * Whether root can have a server run as another user where there is no sandbox: that user must
     * be able to read what the command names, and to be where it is started.
     */
    public static boolean canBeNobody(List<String> command) {
        if (!isRoot() || command.isEmpty()) {
            return false;
        }
        var reads = "cd \"$1\" && shift && for f; do test -r \"$f\" || exit 1; done";
        var asked = new ArrayList<>(List.of("setpriv", "--reuid=nobody", "--regid=nogroup"));
        asked.addAll(List.of("--clear-groups", SHELL, "-c", reads, SHELL, HERE.toString()));
        named(command).forEach(path -> asked.add(path.toString()));
        try {
            return new ProcessBuilder(asked)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException noSetpriv) {
            return false;
        }
    }

    /** What bwrap said when it could not start the server, if that is so. */
    public static Optional<String> refusal(List<String> output) {
        return output.stream()
                .filter(line -> line.startsWith("bwrap: ") || line.startsWith("prlimit: "))
                .findFirst();
    }

    /** What strace writes, less what is bwrap's. */
    @Override
    public ReceivedLog.Opener logOf(TracePipe pipe) {
        return () ->
                new SandboxLog(
                        pipe.open(), PROGRAMS_BEFORE, new SandboxPids(new SandboxPids.Kernel()));
    }

    /** strace around bwrap, and bwrap around the server. */
    @Override
    public List<String> launch(
            String strace, String log, List<String> command, Strace.Calls calls, Cgroups bounds) {
        return Strace.launch(strace, log, around(command, bounds), calls);
    }

    /** With what of the kit's environment a server needs, and caches that are gone with it. */
    @Override
    public Launch environment(Launch launch) {
        return launch.inheritingOnly(name -> NEEDED.contains(name) || name.startsWith("LC_"))
                .with("XDG_CACHE_HOME", "/tmp/.cache")
                .with("TMPDIR", "/tmp");
    }

    /**
     * The command that runs another one in the sandbox.
     *
     * @param groups the cgroups that it shall belong to
     */
    private List<String> around(List<String> command, Cgroups groups) {
        var launch = new ArrayList<>(joining(groups.folders()));
        launch.addAll(
                List.of(
                        bwrap,
                        "--unshare-user-try",
                        "--unshare-pid",
                        "--unshare-ipc",
                        // A process group may reach out of a PID namespace: kill(0, …) signals it.
                        "--new-session",
                        "--cap-drop",
                        "ALL"));
        if (isRoot()) {
            // What root may do with files of others, and to become an ordinary user.
            for (var capability :
                    List.of(
                            "CHOWN",
                            "DAC_OVERRIDE",
                            "KILL",
                            "NET_BIND_SERVICE",
                            "SETGID",
                            "SETUID")) {
                launch.addAll(List.of("--cap-add", "CAP_" + capability));
            }
        }
        launch.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
        FRESH.forEach(folder ->
                launch.addAll(List.of("--size", FOLDER_SIZE, "--tmpfs", folder.toString())));
        bind(launch, "--ro-bind-try", hidden(command));
        bind(launch, "--bind", own(command));
        bind(launch, "--ro-bind", guarded);
        launch.addAll(List.of("--chdir", HERE.toString(), "--"));
        launch.addAll(List.of(prlimit, "--core=0", "--cpu=" + CPU, "--fsize=" + FILE_SIZE));
        if (!groups.haveMemory()) {
            launch.add("--data=" + DATA);
        }
        if (countsByNamespace()) {
            launch.add("--nproc=" + PROCESSES);
        }
        launch.addAll(command);
        return launch;
    }

    /** A cgroup takes the process that writes a 0; one that doesn't is done without. */
    private static List<String> joining(List<Path> groups) {
        var script =
                groups.stream()
                        .map("echo 0 2>/dev/null >'%s/cgroup.procs'; "::formatted)
                        .collect(Collectors.joining());
        return groups.isEmpty() ? List.of() : List.of(SHELL, "-c", script + "exec \"$@\"", SHELL);
    }

    /**
     * Linux 5.14 counts a user's processes for each user namespace; before, a limit would be for
     * all that the user runs.
     */
    private static boolean countsByNamespace() {
        var version = System.getProperty("os.version").split("[.-]", -1);
        var major = Integer.parseInt(version[0]);
        return major > 5 || (major == 5 && Integer.parseInt(version[1]) >= 14);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** What the command names, and where it runs, as far as a fresh folder would hide it. */
    private Set<Path> hidden(List<String> command) {
        var shown = new LinkedHashSet<Path>();
        shown.add(HERE);
        shown.addAll(guarded);
        shown.addAll(named(command));
        shown.add(Path.of("/run/current-system")); // where NixOS has its programs
        shown.removeIf(path -> FRESH.contains(path) || FRESH.stream().noneMatch(path::startsWith));
        return shown;
    }

    /** The existing files and folders that are named, in a class path, too. */
    private static Set<Path> named(List<String> command) {
        return command.stream()
                .flatMap(argument -> Arrays.stream(argument.split(File.pathSeparator, -1)))
                .filter(name -> name.contains("/"))
                .flatMap(name -> existing(name).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The folders that it may write: the one that it is started in, and that of its program. Never
     * those that are more than a server's: the system's, the user's home, and what that is in.
     */
    private static Set<Path> own(List<String> command) {
        var own = new LinkedHashSet<Path>();
        own.add(HERE);
        // What an interpreter is told to run; else the command itself.
        var program =
                command.stream()
                        .skip(1)
                        .flatMap(argument -> existing(argument).stream())
                        .filter(Files::isRegularFile)
                        .findFirst()
                        .or(() -> existing(command.getFirst()).filter(Files::isRegularFile));
        program.map(Path::getParent).ifPresent(own::add);
        var home = Path.of(System.getProperty("user.home")).toAbsolutePath();
        own.removeIf(folder -> home.startsWith(folder) || FRESH.contains(folder));
        own.removeIf(folder -> SYSTEM.stream().anyMatch(folder::startsWith));
        // Where programs are that others run, too, such as a JDK's java.
        own.removeIf(folder -> folder.endsWith("bin") || folder.endsWith("sbin"));
        return own;
    }

    /** The path that a link leads to; nothing where there is nothing. */
    private static Stream<Path> real(Path path) {
        try {
            return Stream.of(path.toRealPath());
        } catch (IOException notThere) {
            return Stream.of();
        }
    }

    private static Optional<Path> existing(String name) {
        try {
            return Optional.of(HERE.resolve(name).normalize()).filter(Files::exists);
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static void bind(List<String> launch, String how, Collection<Path> paths) {
        paths.forEach(path -> launch.addAll(List.of(how, path.toString(), path.toString())));
    }
}
