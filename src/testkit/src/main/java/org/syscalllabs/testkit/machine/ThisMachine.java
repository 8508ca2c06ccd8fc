package org.syscalllabs.testkit.machine;

import static org.syscalllabs.proc.Launch.inSession;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.Obstacles;

/** The server runs beside the kit, or in a sandbox; its clients reach it at 127.0.0.1. */
final class ThisMachine implements Machine {

    private static final Duration KILLED = Duration.ofSeconds(5);

    /** 127.0.0.1, as the server is told, even where localhost means ::1 first. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final int port;
    private final EarlierConnections earlier;
    private final Place place;
    private final String strace;
    private Cgroups bounds = Cgroups.NONE;
    private @Nullable Process process;
    private @Nullable Path folder;
    private @Nullable TracePipe pipe;

    /**
     * @param port the port for the server; 0 for any free one
     * @param earlier is told of the port, before the server has it
     * @param place where on this machine the server shall run
     * @throws Problem when the port is held, or strace is missing
     */
    static ThisMachine forServerOn(int port, EarlierConnections earlier, Place place)
            throws IOException {
        if (port == 0) {
            return new ThisMachine(freePort(), earlier, place);
        }
        PortHolder.of(port)
                .ifPresent(holder -> {
                    throw Obstacles.portBusy(port, holder);
                });
        earlier.note(port);
        return new ThisMachine(port, earlier, place);
    }

    private ThisMachine(int port, EarlierConnections earlier, Place place) {
        this.port = port;
        this.earlier = earlier;
        this.place = place;
        Strace.program("setsid", "util-linux");
        strace = Strace.program("strace", "strace");
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void launch(List<String> command, ReceivedLog log, RunRecord run, Strace.Calls calls)
            throws IOException {
        folder = Files.createTempDirectory("lab-trace"); // for this user alone
        pipe = TracePipe.in(folder, "trace", "rw-------");
        bounds = place.bounds(run.id());
        log.receive(place.logOf(pipe));
        var launch = place.launch(strace, pipe.name().toString(), command, calls, bounds);
        process =
                place.environment(Launch.of(run, inSession(launch)))
                        .with("HOST", host())
                        .with("PYTHONUNBUFFERED", "1") // what it prints is there when it has died
                        .with("PORT", Integer.toString(port))
                        .toPipe();
    }

    @Override
    public long pid() {
        return Objects.requireNonNull(process).pid();
    }

    @Override
    public InputStream output() {
        return Objects.requireNonNull(process).getInputStream();
    }

    @Override
    public boolean isOver() {
        return process == null || !process.isAlive();
    }

    @Override
    public Optional<String> boundMet() {
        return bounds.wereOutOfMemory()
                ? Optional.of(
                        "it had more than the %d GB of memory that a sandbox has; --no-sandbox has no bound"
                                .formatted(Sandbox.MEMORY >> 30))
                : Optional.empty();
    }

    @Override
    public boolean isStraceStopped() {
        return !isOver() && ThreadStatus.parse(ProcFile.read(pid(), "status")).stopped();
    }

    @Override
    public Optional<Map<Long, String>> sleepers(Set<Integer> threads) {
        var switches = new HashMap<Long, String>();
        for (long traced : processes(threads)) {
            for (long thread : ProcFile.threads(traced)) {
                var status =
                        ThreadStatus.parse(ProcFile.read(traced, "task/" + thread + "/status"));
                if (!status.mayRest()) {
                    return Optional.empty();
                }
                switches.put(thread, status.switches());
            }
        }
        return Optional.of(switches);
    }

    @Override
    public Set<Long> asleep(Set<Integer> threads) {
        return threads.stream()
                .map(Integer::longValue)
                .filter(thread ->
                        ThreadStatus.parse(
                                        ProcFile.read(
                                                ProcFile.threadGroup(thread),
                                                "task/" + thread + "/status"))
                                .sleeps())
                .collect(Collectors.toSet());
    }

    @Override
    public List<TcpSocket> sockets() {
        return TcpSocket.all();
    }

    @Override
    public List<TcpSocket> earlierConnections() {
        return earlier.left(port);
    }

    @Override
    public Optional<PortHolder> holder(int held) {
        return PortHolder.of(held);
    }

    @Override
    public int connect(SocketChannel client, Deadline deadline) throws IOException {
        client.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
        while (!client.finishConnect()) {
            if (!deadline.pause()) {
                return -1;
            }
        }
        return ((InetSocketAddress) client.getLocalAddress()).getPort();
    }

    /** Nothing is left at the client's end. */
    @Override
    public boolean hasArrived(int clientPort, long sent, long received) {
        return TcpSocket.end(sockets(), clientPort, port)
                .map(end -> end.unsent() == 0)
                .orElse(true);
    }

    @Override
    public Machine beside() {
        return new ThisMachine(port, earlier, place);
    }

    @Override
    public Set<Long> listening(Set<Integer> threads) {
        return processes(threads).stream()
                .filter(process ->
                        TcpSocket.listeners(process).stream()
                                .anyMatch(listener -> listener.localPort() == port))
                .collect(Collectors.toSet());
    }

    @Override
    public boolean signal(long thread, EndSignal signal) {
        // By its tracer it is known to be the server's, and no later process of the same PID.
        var process =
                ProcessIdentity.of(ProcFile.threadGroup(thread))
                        .filter(found -> ProcFile.tracer(found.pid()) == pid());
        process.ifPresent(found -> {
            switch (signal) {
                case TERM -> found.terminate();
                case KILL -> found.kill();
            }
        });
        return process.isPresent();
    }

    /**
     * Kills what the server has started, until strace ends of itself: it has no process left to
     * trace. A look that finds none is not enough, for a process may have forked and ended
     * meanwhile. strace knows its children even when they became daemons; the token in the
     * environment marks them even when strace is gone.
     */
    @Override
    public void kill(RunRecord run) throws IOException {
        if (process != null) {
            if (isStraceStopped()) {
                process.destroyForcibly(); // it would not see its children end
            }
            killAll(run, process.toHandle());
        }
        bounds.remove();
        if (pipe != null) {
            pipe.giveUp();
        }
        if (folder != null) {
            Files.deleteIfExists(folder);
        }
    }

    private static void killAll(RunRecord run, ProcessHandle tracer) {
        Deadline.in(KILLED)
                .waitFor(() -> {
                    var traces = tracer.isAlive();
                    var left = new ArrayList<>(Runs.processes(run));
                    left.removeIf(other -> other.pid() == tracer.pid());
                    left.forEach(ProcessIdentity::kill);
                    return left.isEmpty() && !traces;
                });
        tracer.destroyForcibly();
    }

    /** strace, and the processes of all threads that it has told of. */
    private Set<Long> processes(Set<Integer> threads) {
        var processes = new LinkedHashSet<Long>();
        processes.add(pid());
        for (long thread : threads) {
            var traced = ProcFile.threadGroup(thread);
            if (traced > 0 && ProcFile.tracer(traced) == pid()) {
                processes.add(traced);
            }
        }
        return processes;
    }

    /** Never the same twice: between two servers of one check its port is free for a moment. */
    private static int freePort() throws IOException {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
