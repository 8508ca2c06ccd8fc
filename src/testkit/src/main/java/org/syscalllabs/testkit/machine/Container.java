package org.syscalllabs.testkit.machine;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.Obstacles;

/**
 * The server runs in the lab container, as its ordinary user; strace runs there as root, so that
 * the server can't reach it. The clients come from outside. The kernel is asked inside, where PIDs
 * and ports are the server's own.
 */
final class Container implements Machine {

    /** Where the folder of the pipes is in there. */
    private static final String LOGS = "/logs";

    /** All ports of a container are the server's: any will do. */
    private static final int PORT = 6379;

    private final int port;
    private final LabContainer container;
    private final boolean direct;
    private final boolean isFirst;

    /** Has the pipes of all servers: it is mounted once, when the container starts. */
    private final Path folder;

    private @Nullable TracePipe pipe;
    private final ContainerOutput output = new ContainerOutput(() -> this.over = true);
    private volatile boolean over = true;

    /**
     * @throws Problem when no engine answers, or there is no image
     */
    Container(MachineKind kind, int port) throws IOException {
        Engine.problem()
                .ifPresent(problem -> {
                    throw problem;
                });
        this.port = port == 0 ? PORT : port;
        container = new LabContainer(LabImage.name());
        direct = kind != MachineKind.PUBLISHED && Bridge.isOnThisMachine();
        isFirst = true;
        folder = Files.createTempDirectory("lab-trace");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** The container of another server, which runs. */
    private Container(Container first) throws IOException {
        port = first.port;
        container = first.container;
        direct = first.direct;
        isFirst = false;
        folder = first.folder;
    }

    /** Any address: the clients are not in the container. */
    @Override
    public String host() {
        return "0.0.0.0";
    }

    @Override
    public int port() {
        return port;
    }

    /**
     * The container itself only sleeps: it is the machine. Each server is a process that starts in
     * it later, so that one may end and the next take its port.
     */
    @Override
    public void launch(List<String> command, ReceivedLog log, RunRecord run, Strace.Calls calls)
            throws IOException {
        // The container's root may be another user here.
        pipe = TracePipe.in(folder, run.id(), "rw-rw-rw-");
        log.receive(pipe::open);
        try {
            if (isFirst) {
                startSleeping(command, run);
            }
            var docker = container.getDockerClient();
            var inside = LOGS + "/" + pipe.name().getFileName();
            var user = inside("id -un").strip();
            var home = inside("echo \"$HOME\"").strip();
            var strace = new ArrayList<>(Strace.launch("strace", inside, command, calls));
            // Only root may become another user; who is root already has nobody to hide from.
            strace.addAll(1, user.equals("root") ? List.of() : List.of("-u", user));
            var server =
                    docker.execCreateCmd(container.getContainerId())
                            .withUser("root")
                            .withCmd(strace.toArray(String[]::new))
                            .withWorkingDir(here())
                            .withEnv(
                                    List.of(
                                            "HOME=" + home,
                                            "PYTHONUNBUFFERED=1",
                                            "HOST=" + host(),
                                            "PORT=" + port,
                                            RunRecord.TOKEN + "=" + run.id()))
                            .withAttachStdout(true)
                            .withAttachStderr(true)
                            .exec();
            over = false;
            docker.execStartCmd(server.getId()).exec(output);
        } catch (RuntimeException refused) {
            throw Obstacles.noContainer(refused);
        }
    }

    private void startSleeping(List<String> command, RunRecord run) {
        var mounts = new ArrayList<Bind>();
        mounts.add(new Bind(folder.toString(), new Volume(LOGS), AccessMode.rw));
        needed(command)
                .forEach(path -> mounts.add(new Bind(path, new Volume(path), AccessMode.ro)));
        container
                .withCommand("sleep", "infinity")
                .withLabel("org.syscalllabs.run", run.id())
                .withLabel("org.syscalllabs.purpose", run.purpose())
                // Testcontainers' own way to mount first pulls an image, to see whether it can.
                .withCreateContainerCmdModifier(create ->
                        host(create)
                                .withBinds(mounts)
                                // For root's strace: it reads the memory of a server of another
                                // user's.
                                .withCapAdd(Capability.SYS_PTRACE));
        if (!direct) {
            container.withExposedPorts(port).withCreateContainerCmdModifier(this::publish);
        }
        container.start();
    }

    /** This machine may not even show the container's processes. */
    @Override
    public long pid() {
        return 0;
    }

    @Override
    public InputStream output() {
        return output.stream();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** It is another user's than the server: no signal of the server's reaches it. */
    @Override
    public boolean isStraceStopped() {
        return false;
    }

    /** strace, and all that it traces: one look at every thread there is. */
    @Override
    public Optional<Map<Long, String>> sleepers(Set<Integer> threads) {
        var all = threadsInside();
        var tracers = all.stream().map(ThreadStatus::tracer).collect(Collectors.toSet());
        var switches = new HashMap<Long, String>();
        for (var thread : all) {
            if (thread.tracer() > 0 || tracers.contains(thread.process())) {
                if (!thread.mayRest()) {
                    return Optional.empty();
                }
                switches.put(thread.tid(), thread.switches());
            }
        }
        return switches.isEmpty() ? Optional.empty() : Optional.of(switches);
    }

    @Override
    public Set<Long> asleep(Set<Integer> threads) {
        return threadsInside().stream()
                .filter(ThreadStatus::sleeps)
                .map(ThreadStatus::tid)
                .collect(Collectors.toSet());
    }

    private List<ThreadStatus> threadsInside() {
        return Arrays.stream(
                        inside("cat /proc/[0-9]*/task/[0-9]*/status").split("(?m)^(?=Name:\t)", -1))
                .filter(status -> !status.isEmpty())
                .map(ThreadStatus::parse)
                .toList();
    }

    @Override
    public List<TcpSocket> sockets() {
        return inside("cat /proc/net/tcp /proc/net/tcp6")
                .lines()
                .filter(line -> !line.contains("local_address"))
                .map(TcpSocket::parse)
                .toList();
    }

    /** None: the container is new. */
    @Override
    public List<TcpSocket> earlierConnections() {
        return List.of();
    }

    @Override
    public Optional<PortHolder> holder(int held) {
        return Optional.empty();
    }

    /**
     * Clients connect one after another, so the new peer in the container's own table is this
     * client, whatever port the way through the engine has given it.
     */
    @Override
    public int connect(SocketChannel client, Deadline deadline) throws IOException {
        var earlier = peers();
        client.connect(address());
        while (!client.finishConnect()) {
            if (!deadline.pause()) {
                return -1;
            }
        }
        do {
            var established = direct || isEstablished(client);
            var peers = peers();
            peers.removeAll(earlier);
            if (!peers.isEmpty()) {
                return peers.iterator().next();
            }
            if (over) {
                throw new IOException("the container has ended");
            }
            if (!established) {
                throw new ConnectException("nothing listens behind the published port");
            }
        } while (deadline.pause());
        return -1;
    }

    /** A published port takes every client, and hangs up when there is nothing behind it. */
    private static boolean isEstablished(SocketChannel client) throws IOException {
        var local = ((InetSocketAddress) client.getLocalAddress()).getPort();
        var peer = ((InetSocketAddress) client.getRemoteAddress()).getPort();
        return TcpSocket.end(TcpSocket.all(), local, peer)
                .filter(end -> end.state() == TcpSocket.State.ESTABLISHED)
                .isPresent();
    }

    /** Between the two ends there may be a proxy: what counts is what the server's end has. */
    @Override
    public boolean hasArrived(int clientPort, long sent, long received) {
        long unread = TcpSocket.end(sockets(), port, clientPort).map(TcpSocket::unread).orElse(0L);
        return received + unread >= sent;
    }

    @Override
    public Machine beside() {
        try {
            return new Container(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Long> listening(Set<Integer> threads) {
        return sockets().stream()
                .filter(socket -> socket.listens() && socket.localPort() == port)
                .map(socket -> "find /proc/[0-9]*/fd -lname 'socket:?" + socket.inode() + "?'")
                .flatMap(find -> inside(find).lines())
                .map(descriptor -> Integer.parseInt(descriptor.split("/", -1)[2]))
                .filter(threads::contains)
                .map(Integer::longValue)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean signal(long thread, EndSignal signal) {
        // A process of zombies only would take the signal, and never hear of it.
        var living = "grep -L '^State:.[XZ]' /proc/" + thread + "/task/*/status";
        var process = "$(sed -n 's/^Tgid:\t//p' $(" + living + ") /dev/null | sort -u)";
        return inside("kill -%s %s && echo told".formatted(signal, process)).contains("told");
    }

    /**
     * Removes the container: with its first process the kernel ends all others in it. Of a further
     * server, only what carries its token ends.
     */
    @Override
    public void kill(RunRecord run) throws IOException {
        try {
            if (isFirst) {
                container.stop();
            } else {
                var token = RunRecord.TOKEN + "=" + run.id();
                inside(
                        "kill -KILL $(grep -lz '^"
                                + token
                                + "$' /proc/[0-9]*/environ | cut -d/ -f3)");
            }
        } finally {
            output.end();
            if (pipe != null) {
                pipe.giveUp();
            }
            if (isFirst) {
                Files.deleteIfExists(folder);
            }
        }
    }

    /** The ports of all clients that are, or have been, connected to the server. */
    private Set<Integer> peers() {
        return sockets().stream()
                .filter(socket -> socket.localPort() == port && !socket.listens())
                .map(TcpSocket::peerPort)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What a shell in the container prints; nothing once the container has ended. */
    private String inside(String command) {
        try {
            return container.execInContainer("sh", "-c", command + " 2>/dev/null").getStdout();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException | IllegalStateException | DockerException ended) {
            return "";
        }
    }

    private InetSocketAddress address() {
        return direct
                ? new InetSocketAddress(container.address(), port)
                : new InetSocketAddress(container.getHost(), container.getMappedPort(port));
    }

    /** To this machine only, when the engine is on it. */
    private void publish(CreateContainerCmd create) {
        if (container.getHost().equals("localhost")) {
            host(create)
                    .withPortBindings(
                            new PortBinding(
                                    Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port)));
        }
    }

    private static HostConfig host(CreateContainerCmd create) {
        return Objects.requireNonNull(create.getHostConfig());
    }

    /** The folder that the test runs in, and each file or folder beyond that the command names. */
    private static Set<String> needed(List<String> command) {
        var needed = new LinkedHashSet<>(List.of(here()));
        command.stream()
                .skip(1)
                .flatMap(argument -> Arrays.stream(argument.split(File.pathSeparator, -1)))
                .filter(path -> path.startsWith("/") && Files.exists(Path.of(path)))
                .filter(path -> !Path.of(path).startsWith(here()))
                .forEach(needed::add);
        return needed;
    }

    private static String here() {
        return Path.of("").toAbsolutePath().toString();
    }
}
