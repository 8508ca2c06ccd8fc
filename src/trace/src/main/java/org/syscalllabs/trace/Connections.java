package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.Descriptors.Bound;
import org.syscalllabs.trace.Descriptors.Connected;
import org.syscalllabs.trace.Descriptors.Listening;

/**
 * Turns events into connections. Where strace printed the peer behind a descriptor (-yy), that
 * decides whose call it is; where not, the descriptor's way from accept to close does, through
 * threads and forks.
 */
final class Connections implements Consumer<Event> {

    private final Map<Integer, Descriptors> processes = new HashMap<>();
    private final Map<Integer, Listener> listenersByPort = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<ConnectionLog> connections = new ArrayList<>();
    // Both ports of a TCP connection name it; the latest of that name is the live one.
    private final Map<Long, ConnectionLog> byPorts = new HashMap<>();
    private final Map<Integer, Long> firstBytes = new HashMap<>();
    private final Map<Listener, List<Syscall>> accepts = new LinkedHashMap<>();
    private final List<Syscall> spawns = new ArrayList<>();
    private final List<Syscall> failedBinds = new ArrayList<>();
    private final List<Syscall> execs = new ArrayList<>();
    private final List<Exit> exits = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final List<HoldingLog> holdings = new ArrayList<>();
    private final List<Syscall> unfinished = new ArrayList<>();
    private LogSource source = new StraceReader(event -> {});
    private @Nullable Syscall ioUring;
    private @Nullable Syscall passedDescriptors;
    // by the thread that waits
    private final Map<Integer, Syscall> multiplexedWaits = new LinkedHashMap<>();

    /** The reader knows what has begun: a child may show up before its parent's fork returns. */
    void follow(LogSource reader) {
        source = reader;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Syscall call -> call(call);
            case Exit exit -> exit(exit);
            case Signal signal -> {
                process(signal.tid());
                signals.add(signal);
            }
        }
    }

    private void call(Syscall call) {
        if (call.result().isEmpty()) {
            unfinished.add(call);
        }
        Descriptors process =
                call.name().equals("execve") ? executes(call.tid()) : process(call.tid());
        switch (call.family()) {
            case ACCEPT -> accepted(call, process);
            case RECEIVE, SEND -> moved(call, process);
            case WAIT -> waited(call);
            case SPAWN -> spawned(call, process);
            case OTHER -> other(call, process);
        }
    }

    private void other(Syscall call, Descriptors process) {
        switch (call.name()) {
            case "bind" -> bound(call, process);
            case "listen" -> listening(call, process);
            case "connect" -> firstBytes.remove(call.socket().localPort());
            case "shutdown" -> {
                ConnectionLog log = connection(call, process);
                if (log != null) {
                    log.calls.add(call);
                } else if (process.get(call.fd()) instanceof Listening listening
                        && listening.holding() != null) {
                    listening.holding().release(call); // for every process that has it open
                }
            }
            case "close" -> closed(call, process);
            case "dup", "dup2", "dup3", "fcntl", "fcntl64" -> duplicated(call, process);
            case "execve" -> execs.add(call);
            case "exit_group" -> process.closeAll(call);
            case "io_uring_setup" -> ioUring = ioUring == null ? call : ioUring;
            default -> {}
        }
    }

    // ---- Listeners --------------------------------------------------------------------------

    private void bound(Syscall call, Descriptors process) {
        if (call.succeeded()) {
            if (call.arg(1).contains("sa_family=AF_INET")) {
                process.put(call.fd(), new Bound(call.port(), call));
            }
        } else if (call.finished()) {
            failedBinds.add(call);
        }
    }

    private void listening(Syscall call, Descriptors process) {
        if (!call.succeeded()) {
            return;
        }
        SocketName socket = call.socket();
        Bound bound = process.get(call.fd()) instanceof Bound known ? known : null;
        int port = socket.localPort() < 0 && bound != null ? bound.port() : socket.localPort();
        if (socket.kind() == SocketName.Kind.OTHER || port < 0) {
            return; // no TCP port
        }
        var bind = bound == null ? null : bound.bind();
        var holding = new HoldingLog(port, process.pid, bind, call);
        holdings.add(holding);
        process.put(call.fd(), new Listening(listener(port, call), holding));
    }

    /** Several sockets may listen on one port (SO_REUSEPORT): they are one listener. */
    private Listener listener(int port, @Nullable Syscall listen) {
        Listener known = listenersByPort.get(port);
        if (known == null) {
            known = new Listener(port, listen);
            listenersByPort.put(port, known);
            listeners.add(known);
        }
        return known;
    }

    /** The listener that an accept works on; null if it is none of TCP. */
    private @Nullable Listener listenerOf(Syscall call, Descriptors process) {
        SocketName socket = call.socket();
        int port = socket.localPort() >= 0 ? socket.localPort() : call.resultSocket().localPort();
        if (port >= 0) {
            return listener(port, null);
        }
        if (process.get(call.fd()) instanceof Listening listening) {
            return listening.listener();
        }
        boolean tcp =
                socket.kind() != SocketName.Kind.OTHER
                        && (call.port() >= 0 || (listeners.isEmpty() && !unix(call)));
        if (!tcp) {
            return listeners.size() == 1 && call.fd() < 0 ? listeners.getFirst() : null;
        }
        if (call.fd() < 0 && listeners.size() == 1) {
            return listeners.getFirst(); // the log begins in the middle of this call
        }
        // strace came after listen(2), and -yy is not there: the socket is the listener.
        Listener found = listener(-1, null);
        process.put(call.fd(), new Listening(found, null));
        return found;
    }

    private static boolean unix(Syscall call) {
        return call.arg(1).contains("AF_UNIX");
    }

    // ---- Connections ------------------------------------------------------------------------

    private void accepted(Syscall call, Descriptors process) {
        Listener listener = listenerOf(call, process);
        if (listener == null) {
            return;
        }
        accepts.computeIfAbsent(listener, l -> new ArrayList<>()).add(call);
        if (!call.succeeded()) {
            return;
        }
        int peer = call.resultSocket().peerPort();
        // The kernel fills in the peer's address only where accept was given room for it.
        var log = new ConnectionLog(listener, call, peer >= 0 ? peer : call.port());
        connections.add(log);
        process.put((int) call.value(), new Connected(log));
        if (log.peerPort >= 0) {
            byPorts.put(ports(listener.port(), log.peerPort), log);
        }
    }

    private void moved(Syscall call, Descriptors process) {
        if (passedDescriptors == null
                && call.name().endsWith("msg")
                && call.arg(1).contains("cmsg_type=SCM_RIGHTS")) {
            passedDescriptors = call;
        }
        SocketName socket = call.socket();
        boolean clientSide =
                socket.connected()
                        && call.family() == Family.SEND
                        && listenersByPort.containsKey(socket.peerPort());
        if (clientSide) {
            firstBytes.putIfAbsent(socket.localPort(), call.enter());
            return;
        }
        ConnectionLog log = connection(call, process);
        if (log != null) {
            log.calls.add(call);
        }
    }

    /** The connection that a call works on, or null. */
    private @Nullable ConnectionLog connection(Syscall call, Descriptors process) {
        SocketName socket = call.socket();
        if (socket.connected()) {
            return named(socket);
        }
        if (process.get(call.fd()) instanceof Connected connected) {
            if (socket.kind() == SocketName.Kind.OTHER) {
                process.remove(call.fd()); // closed unseen, and the number was given away
                return null;
            }
            return connected.log;
        }
        return null;
    }

    /** -yy names both ends. A client that no accept brought was there before strace came. */
    private @Nullable ConnectionLog named(SocketName socket) {
        Listener listener = listenersByPort.get(socket.localPort());
        if (listener == null) {
            return null; // the server is a client of somebody else here
        }
        return byPorts.computeIfAbsent(
                ports(socket.localPort(), socket.peerPort()),
                ports -> {
                    var log = new ConnectionLog(listener, null, socket.peerPort());
                    connections.add(log);
                    return log;
                });
    }

    private void closed(Syscall call, Descriptors process) {
        // Even a close that fails or is interrupted has freed the descriptor on Linux.
        process.release(call.fd(), call);
        ConnectionLog last = process.remove(call.fd());
        if (last == null && call.socket().connected()) {
            ConnectionLog named = byPorts.get(ports(call.socket()));
            if (named != null && named.holders == 0) {
                last = named;
            }
        }
        if (last != null && last.closed == null) {
            last.closed = call;
        }
    }

    private static void duplicated(Syscall call, Descriptors process) {
        boolean copies = !call.name().startsWith("fcntl") || call.arg(1).startsWith("F_DUPFD");
        if (copies && call.succeeded()) {
            Descriptors.Open what = process.get(call.fd());
            if (what != null && call.value() != call.fd()) {
                process.put((int) call.value(), what);
            }
        }
    }

    private static long ports(int local, int peer) {
        return ((long) local << 32) | peer;
    }

    private static long ports(SocketName socket) {
        return ports(socket.localPort(), socket.peerPort());
    }

    private void waited(Syscall call) {
        if (listeners.isEmpty()) {
            return;
        }
        if (call.name().equals("io_uring_enter") && ioUring == null) {
            ioUring = call;
        }
        if (waitsForSeveral(call)) {
            multiplexedWaits.putIfAbsent(call.tid(), call);
        }
    }

    /** A JVM polls one descriptor before it accepts, CPython before it receives: no event loop. */
    private static boolean waitsForSeveral(Syscall call) {
        return switch (call.name()) {
            case "poll", "ppoll" -> !call.arg(1).equals("1");
            case "select", "_newselect", "pselect6" -> call.arg(1).indexOf(' ') >= 0;
            default -> true;
        };
    }

    // ---- Processes --------------------------------------------------------------------------

    private void spawned(Syscall call, Descriptors parent) {
        if (call.value() > 0) {
            if (!listeners.isEmpty()) {
                spawns.add(call);
            }
            int child = (int) call.value();
            if (!processes.containsKey(child)) {
                born(child, parent, call);
            }
        }
    }

    private Descriptors process(int tid) {
        Descriptors known = processes.get(tid);
        return known != null ? known : arrived(tid);
    }

    /** Whoever executes a program is a process: in a merged log that of another strace. */
    private Descriptors executes(int tid) {
        if (processes.containsKey(tid) || spawnOf(tid) != null) {
            return process(tid);
        }
        var process = new Descriptors(tid);
        process.threads.add(tid);
        processes.put(tid, process);
        return process;
    }

    /** The call that has begun and may be this thread's birth, or null. */
    private @Nullable Syscall spawnOf(int tid) {
        Syscall spawn = null;
        for (Syscall begun : source.pending()) {
            if (begun.family() == Family.SPAWN && begun.tid() != tid) {
                spawn = spawn == null || begun.value() == tid ? begun : spawn;
            }
        }
        return spawn;
    }

    /** A thread shows up whose birth has not been seen, or not to its end. */
    private Descriptors arrived(int tid) {
        Syscall spawn = spawnOf(tid);
        if (spawn != null) {
            return born(tid, process(spawn.tid()), spawn);
        }
        // The first lines of a terminal's log name no thread: those were this one's.
        Descriptors first = tid == source.lonelyTid() ? processes.get(0) : null;
        if (first == null && !processes.isEmpty()) {
            // spawn calls were not traced: then it is one more thread of the server
            first = processes.get(listeners.isEmpty() ? firstTid() : serverTid());
        }
        Descriptors process = first == null ? new Descriptors(tid) : first;
        process.threads.add(tid);
        processes.put(tid, process);
        return process;
    }

    private Descriptors born(int child, Descriptors parent, Syscall spawn) {
        boolean shares = spawn.args().stream().anyMatch(arg -> arg.contains("CLONE_FILES"));
        Descriptors process = shares ? parent : parent.copy(child);
        process.threads.add(child);
        processes.put(child, process);
        return process;
    }

    private void exit(Exit exit) {
        exits.add(exit);
        Descriptors process = processes.get(exit.tid());
        if (process != null) {
            process.threads.remove(exit.tid());
            if (process.threads.isEmpty()) {
                process.closeAll(exit);
                holdings.forEach(holding -> holding.ended(process.pid, exit));
            }
        }
    }

    private int firstTid() {
        return processes.keySet().iterator().next();
    }

    private int serverTid() {
        int tid = listeners.getFirst().tid();
        return processes.containsKey(tid) ? tid : firstTid();
    }

    // ---- What came of it --------------------------------------------------------------------

    Trace trace() {
        var named = new ArrayList<Connection>();
        for (ConnectionLog log : connections) {
            named.add(log.toConnection(named.size() + 1));
        }
        return new Trace(this, named, List.of());
    }

    List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** Every accept on a listener, or on any if it is null, in the order of their ends. */
    List<Syscall> accepts(@Nullable Listener listener) {
        return listener == null
                ? accepts.values().stream().flatMap(List::stream).toList()
                : List.copyOf(accepts.getOrDefault(listener, List.of()));
    }

    List<Syscall> spawns() {
        return List.copyOf(spawns);
    }

    List<Syscall> failedBinds() {
        return List.copyOf(failedBinds);
    }

    List<Syscall> execs() {
        return List.copyOf(execs);
    }

    List<Exit> exits() {
        return List.copyOf(exits);
    }

    List<Signal> signals() {
        return List.copyOf(signals);
    }

    List<Holding> holdings() {
        return holdings.stream().map(HoldingLog::toHolding).toList();
    }

    List<Syscall> unfinished() {
        return List.copyOf(unfinished);
    }

    Unreadable unreadable() {
        return source.unreadable();
    }

    Clock clock() {
        return source.clock();
    }

    @Nullable String orderUnknown() {
        return source.orderUnknown();
    }

    @Nullable Syscall ioUring() {
        return ioUring;
    }

    @Nullable Syscall passedDescriptors() {
        return passedDescriptors;
    }

    Map<Integer, Syscall> multiplexedWaits() {
        return multiplexedWaits;
    }

    Map<Integer, String> threadNames() {
        return source.threadNames();
    }

    long firstByteAt(int peerPort) {
        return firstBytes.getOrDefault(peerPort, -1L);
    }

    int processOf(int tid) {
        Descriptors process = processes.get(tid);
        return process == null ? tid : process.pid;
    }

    String threadName(int tid) {
        int main = listeners.isEmpty() ? 0 : listeners.getFirst().tid();
        if (tid == 0 || tid == main || (main == 0 && tid == source.lonelyTid())) {
            return "main";
        }
        String name = source.threadNames().get(tid);
        if (name != null) {
            return name + " " + tid;
        }
        return (processOf(tid) == processOf(main) ? "thread " : "process ") + tid;
    }
}
