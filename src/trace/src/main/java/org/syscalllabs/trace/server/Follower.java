package org.syscalllabs.trace.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Descriptors.Bound;
import org.syscalllabs.trace.server.Descriptors.Listening;
import org.syscalllabs.trace.server.Descriptors.Open;
import org.syscalllabs.trace.server.Descriptors.Unrelated;
import org.syscalllabs.trace.strace.Begun;
import org.syscalllabs.trace.strace.Clock;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.LogSource;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.SocketName;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.strace.Unreadable;

/**
 * Turns events into steps. Where strace printed the peer behind a descriptor (-yy), that decides
 * whose call it is; where not, the descriptor's way from accept to close does, through threads and
 * forks. It forgets what has ended.
 */
public final class Follower implements Consumer<Event> {

    private final List<Watcher> watchers = new ArrayList<>();
    private final List<ClientFacts> clients;
    private final Connections connections;
    private final Tasks tasks;
    private final Map<Integer, Listener> listeners = new LinkedHashMap<>();
    private final List<ListeningSocket> listening = new ArrayList<>();
    private final Sight sight = new Sight();
    private @Nullable LogSource source;
    private @Nullable Listener first;
    private @Nullable Syscall multiplexedWait;
    private int servingThreads;

    /** The process that had the first listener. */
    private int mainProcess;

    /**
     * @param clients what the clients know of themselves: their ports give connections their names
     */
    public Follower(List<ClientFacts> clients) {
        this.clients = List.copyOf(clients);
        connections = new Connections(clients);
        tasks = new Tasks(this::lastClosed);
    }

    /** Adds one that sees every step from now on. */
    public <W extends Watcher> W add(W watcher) {
        watchers.add(watcher);
        return watcher;
    }

    /** Says where the events come from; before the first of them. */
    public void follow(LogSource reader) {
        source = reader;
        tasks.follow(reader);
    }

    // ---- What it knows of the log as a whole --------------------------------------------------

    /** What the clients know of themselves. */
    public List<ClientFacts> clients() {
        return clients;
    }

    /** The connections of one of them, in the order of their accepts. */
    public List<Connection> connections(ClientFacts client) {
        return connections.of(client);
    }

    /** What the log does not show. */
    public Sight sight() {
        return sight;
    }

    /** The port on which the server first took clients, or null before that. */
    public @Nullable Listener firstListener() {
        return first;
    }

    /** The ports on which the server took clients, in the order of the log. */
    public List<Listener> listeners() {
        return List.copyOf(listeners.values());
    }

    /** What the times of this log count from. */
    public Clock clock() {
        return source == null ? Clock.NONE : source.clock();
    }

    /** The lines that could not be read. */
    public Unreadable unreadable() {
        return source == null ? Unreadable.NONE : source.unreadable();
    }

    /** Why the order of the log's lines is not the order of the calls; null if it is. */
    public @Nullable String orderUnknown() {
        // One thread's calls have an order.
        return source == null || servingThreads < 2 ? null : source.orderUnknown();
    }

    /**
     * The first wait for several descriptors at once, by a thread that also accepts or makes calls
     * for clients; null if there is none.
     */
    public @Nullable Syscall multiplexedWait() {
        return multiplexedWait;
    }

    /** The first wait of a living thread for several descriptors at once, or null. */
    public @Nullable Syscall multiplexedWait(int tid) {
        Task task = tasks.get(tid);
        return task == null ? null : task.multiplexedWait;
    }

    /** How a table calls a thread: main called listen, the others have their number. */
    public String threadName(int tid) {
        int main = first == null ? 0 : Math.max(0, first.tid());
        int sole = source == null ? 0 : source.soleThread();
        if (tid == 0 || tid == main || (main == 0 && tid == sole)) {
            return "main";
        }
        String name = source == null ? null : source.threadName(tid);
        if (name != null) {
            return name + " " + tid;
        }
        return (processOf(tid) == mainProcess ? "thread " : "process ") + tid;
    }

    /** The process that a living thread belongs to; the thread itself where the log doesn't say. */
    public int processOf(int tid) {
        Task task = tasks.get(tid);
        return task == null ? tid : task.process.pid;
    }

    // ---- Events -------------------------------------------------------------------------------

    @Override
    public void accept(Event event) {
        switch (event) {
            case Syscall call -> call(call);
            case Begun begun -> begun(begun.call());
            case Exit exit -> exit(exit);
            case Signal signal -> {
                Task task = tasks.of(signal.tid(), signal.line(), listenerTid());
                step(new Step.Signalled(signal, task.process.pid));
            }
        }
    }

    private void step(Step step) {
        for (Watcher watcher : watchers) {
            watcher.see(step);
        }
    }

    private void begun(Syscall call) {
        Task task = tasks.of(call.tid(), call.line(), listenerTid());
        if (call.family() == Family.SPAWN) {
            tasks.spawning(call);
        } else if (call.family() == Family.ACCEPT) {
            acceptBegun(call, task);
        }
    }

    private void call(Syscall call) {
        Task task =
                call.name().equals("execve") && !tasks.knows(call.tid())
                        ? tasks.program(call.tid())
                        : tasks.of(call.tid(), call.line(), listenerTid());
        task.lastLine = call.endLine();
        switch (call.family()) {
            case ACCEPT -> accepted(call, task);
            case RECEIVE, SEND -> moved(call, task);
            case WAIT -> waited(call, task);
            case SPAWN -> spawned(call, task);
            case UNFOLLOWED -> unfollowed(call, task);
            case PROCESS -> program(call, task.process);
            case DESCRIPTOR -> descriptor(call, task.process);
            case SLEEP, OTHER -> {}
        }
    }

    private void program(Syscall call, Descriptors process) {
        switch (call.name()) {
            case "execve", "execveat" -> {
                process.fromItsStart = true;
                step(new Step.Executed(call));
            }
            case "exit_group" -> process.removeAll(0, Integer.MAX_VALUE, call);
            default -> {}
        }
    }

    private void descriptor(Syscall call, Descriptors process) {
        switch (call.name()) {
            case "socket" -> made(call, process);
            case "bind" -> bound(call, process);
            case "listen" -> listening(call, process);
            case "connect" -> connections.connects(call.socket().localPort());
            case "shutdown" -> shutDown(call, process);
            case "close" -> closed(call, process);
            case "close_range" ->
                    process.removeAll(call.fd(), SocketName.number(call.arg(1), 0), call);
            case "dup", "dup2", "dup3", "fcntl", "fcntl64" -> duplicated(call, process);
            default -> {}
        }
    }

    // ---- Listeners ----------------------------------------------------------------------------

    private static void made(Syscall call, Descriptors process) {
        if (call.succeeded()) {
            boolean tcp = call.arg(0).startsWith("AF_INET") || call.arg(0).startsWith("PF_INET");
            process.put((int) call.value(), tcp ? Unrelated.SOCKET : Unrelated.NOT_TCP);
        }
    }

    private void bound(Syscall call, Descriptors process) {
        if (call.succeeded()) {
            if (call.mentions("sa_family=AF_INET")) {
                process.put(call.fd(), new Bound(call.port(), call.inShort()));
            }
        } else if (call.finished()) {
            step(new Step.BindFailed(call));
        }
    }

    private void listening(Syscall call, Descriptors process) {
        if (!call.succeeded()) {
            if (call.finished()) {
                step(new Step.BindFailed(call));
            }
            return;
        }
        SocketName socket = call.socket();
        Bound bound = process.get(call.fd()) instanceof Bound known ? known : null;
        int port = socket.localPort() < 0 && bound != null ? bound.port() : socket.localPort();
        if (socket.kind() == SocketName.Kind.OTHER || port < 0) {
            return; // no TCP port
        }
        Syscall bind = bound == null ? null : bound.bind();
        var made = new ListeningSocket(port, process.pid, bind, call.inShort());
        listening.add(made);
        process.put(call.fd(), new Listening(listener(port, made.listen(), process), made));
        step(new Step.Listened(made));
    }

    /** Several sockets may listen on one port (SO_REUSEPORT): they are one listener. */
    private Listener listener(int port, @Nullable Syscall listen, Descriptors process) {
        Listener known = listeners.computeIfAbsent(port, p -> new Listener(p, listen));
        if (first == null) {
            first = known;
            mainProcess = process.pid;
        }
        return known;
    }

    private int listenerTid() {
        return first == null ? -1 : first.tid();
    }

    /** The listener that an accept works on; null if it is none of TCP. */
    private @Nullable Listener listenerOf(Syscall call, Descriptors process) {
        SocketName socket = call.socket();
        int port = socket.localPort() >= 0 ? socket.localPort() : call.resultSocket().localPort();
        if (port >= 0) {
            return listener(port, null, process);
        }
        Open known = process.get(call.fd());
        if (known instanceof Listening listening) {
            return listening.listener();
        }
        boolean unix = known == Unrelated.NOT_TCP || call.mentions("AF_UNIX");
        boolean tcp =
                socket.kind() != SocketName.Kind.OTHER
                        && (call.port() >= 0 || (listeners.isEmpty() && !unix));
        if (!tcp) {
            return listeners.size() == 1 && call.fd() < 0 ? first : null;
        }
        if (call.fd() < 0 && listeners.size() == 1) {
            return first; // the log begins in the middle of this call
        }
        // strace came after listen(2), and -yy is not there: the socket is the listener.
        Listener found = listener(-1, null, process);
        process.put(call.fd(), new Listening(found, null));
        return found;
    }

    // ---- Connections --------------------------------------------------------------------------

    private void acceptBegun(Syscall call, Task task) {
        Listener listener = listenerOf(call, task.process);
        if (listener != null) {
            serves(task);
            task.accepting = call;
            sight.accept();
            step(new Step.AcceptBegun(listener, call));
        }
    }

    private void accepted(Syscall call, Task task) {
        Listener listener = listenerOf(call, task.process);
        if (listener == null) {
            return;
        }
        if (call.succeeded()) {
            keepApart(call, task);
            // Whoever had this descriptor has been closed meanwhile, seen or not.
            task.process.remove((int) call.value(), null);
        }
        if (task.accepting == null || task.accepting.line() != call.line()) {
            acceptBegun(call, task);
        }
        task.accepting = null;
        if (!call.succeeded()) {
            step(new Step.NotAccepted(listener, call));
            return;
        }
        int peer = call.resultSocket().peerPort();
        // The kernel fills in the peer's address only where accept was given room for it.
        Connection connection =
                connections.begin(
                        listener, call, peer >= 0 ? peer : call.port(), call.endLine(), clock());
        task.process.put((int) call.value(), connection);
        step(new Step.Accepted(connection, call));
    }

    /**
     * Two threads of one process never have the same number for two clients: one of which no birth
     * was seen is a process of its own then, as with {@code strace -p 21 -p 22}.
     */
    private void keepApart(Syscall call, Task task) {
        boolean taken =
                task.process.get((int) call.value()) instanceof Connection held
                        && held.holders > 0
                        && held.accept() != null
                        && held.accept().tid() != task.tid();
        if (taken && task.guessed) {
            tasks.separate(task);
        }
    }

    private void moved(Syscall call, Task task) {
        if (sight.passedDescriptors() == null
                && call.name().endsWith("msg")
                && call.mentions("cmsg_type=SCM_RIGHTS")) {
            sight.passed(call);
        }
        if (call.name().equals("splice")) {
            spliced(call, task);
            return;
        }
        SocketName socket = call.socket();
        boolean clientSide =
                socket.connected()
                        && call.family() == Family.SEND
                        && listeners.containsKey(socket.peerPort());
        if (clientSide) {
            connections.sends(socket.localPort(), call.enter());
            return;
        }
        Connection connection = connection(call, call.fd(), socket, task.process);
        if (connection != null) {
            move(connection, call, task);
        }
    }

    private void spliced(Syscall call, Task task) {
        Connection target = connection(call, call.fd(), call.socket(), task.process);
        if (target != null) {
            move(target, call, task);
        }
        Connection from = connection(call, call.sourceFd(), call.sourceSocket(), task.process);
        if (from != null) {
            serves(task);
            from.unfollowed(call);
            sight.unfollowed(call, true);
        }
    }

    private void move(Connection connection, Syscall call, Task task) {
        serves(task);
        if (call.family() == Family.RECEIVE && call.mentions("MSG_PEEK")) {
            return; // the bytes stay where they are
        }
        // recvmmsg and sendmmsg return messages, not bytes.
        long bytes =
                call.name().contains("mmsg") && call.value() > 0
                        ? call.payload().length()
                        : Math.max(0, call.value());
        connection.moved(call, bytes);
        sight.moved(call);
        step(
                call.family() == Family.RECEIVE
                        ? new Step.Received(connection, call, bytes)
                        : new Step.Sent(connection, call, bytes));
    }

    /** The connection that a call works on, or null. */
    private @Nullable Connection connection(
            Syscall call, int fd, SocketName socket, Descriptors process) {
        if (socket.connected()) {
            return named(socket, call);
        }
        Open known = process.get(fd);
        if (known instanceof Connection connection) {
            if (socket.kind() == SocketName.Kind.OTHER) {
                process.remove(fd, null); // closed unseen, and the number was given away
                return null;
            }
            return connection;
        }
        // Only a socket can be asked so, and nobody has seen who made or accepted this one.
        boolean asksSocket = call.name().startsWith("recv") || call.name().startsWith("send");
        if (known == null
                && asksSocket
                && !call.name().startsWith("sendfile")
                && socket.kind() != SocketName.Kind.OTHER
                && fd >= 0
                && !process.fromItsStart) {
            sight.stranger(call);
        }
        return null;
    }

    /** -yy names both ends. A client that no accept brought was there before strace came. */
    private @Nullable Connection named(SocketName socket, Syscall call) {
        Listener listener = listeners.get(socket.localPort());
        if (listener == null) {
            return null; // the server is a client of somebody else here
        }
        Connection known = connections.named(socket);
        if (known == null) {
            known = connections.begin(listener, null, socket.peerPort(), call.line(), clock());
            if (listener.listen() == null) {
                sight.stranger(call);
            } else {
                sight.withoutAccept(known);
            }
        }
        return known;
    }

    private void unfollowed(Syscall call, Task task) {
        sight.unfollowed(call, !listeners.isEmpty());
        Connection connection = connection(call, call.fd(), call.socket(), task.process);
        if (connection != null) {
            serves(task);
            connection.unfollowed(call);
        }
    }

    private void shutDown(Syscall call, Descriptors process) {
        Connection connection = connection(call, call.fd(), call.socket(), process);
        if (connection != null) {
            connection.shutDown(call);
            step(new Step.ShutDown(connection, call));
        } else if (process.get(call.fd()) instanceof Listening listening
                && listening.socket() != null) {
            listening.socket().release(call); // for every process that has it open
        }
    }

    private void closed(Syscall call, Descriptors process) {
        // Even a close that fails or is interrupted has freed the descriptor on Linux.
        boolean known = process.get(call.fd()) != null;
        process.remove(call.fd(), call);
        if (!known && call.socket().connected()) {
            Connection named = connections.named(call.socket());
            if (named != null && named.holders == 0) {
                lastClosed(named, call);
            }
        }
    }

    private void lastClosed(Connection connection, @Nullable Event by) {
        if (connection.closed() != null) {
            return;
        }
        if (by == null) {
            connection.markClosedUnseen();
        } else {
            connection.closed(by);
        }
        connections.end(connection);
        step(new Step.Closed(connection, by));
    }

    private static void duplicated(Syscall call, Descriptors process) {
        boolean copies = !call.name().startsWith("fcntl") || call.arg(1).startsWith("F_DUPFD");
        if (copies && call.succeeded()) {
            Open what = process.get(call.fd());
            if (what != null && call.value() != call.fd()) {
                process.put((int) call.value(), what);
            }
        }
    }

    // ---- Threads and processes ----------------------------------------------------------------

    private void serves(Task task) {
        if (!task.serves) {
            task.serves = true;
            servingThreads++;
            waits(task);
        }
    }

    private void waited(Syscall call, Task task) {
        if (!listeners.isEmpty() && task.multiplexedWait == null && waitsForSeveral(call)) {
            task.multiplexedWait = call.inShort();
            waits(task);
        }
    }

    private void waits(Task task) {
        Syscall wait = task.multiplexedWait;
        if (task.serves
                && wait != null
                && (multiplexedWait == null || wait.line() < multiplexedWait.line())) {
            multiplexedWait = wait;
            step(new Step.Waited(wait));
        }
    }

    /** A JVM polls one descriptor before it accepts, CPython before it receives: no event loop. */
    private static boolean waitsForSeveral(Syscall call) {
        return switch (call.name()) {
            case "poll", "ppoll", "ppoll_time64" -> !call.arg(1).matches("1|0x1");
            case "select", "_newselect", "pselect6", "pselect6_time64" ->
                    call.arg(1).indexOf(' ') >= 0;
            default -> true;
        };
    }

    private void spawned(Syscall call, Task parent) {
        sight.spawn(call, !listeners.isEmpty());
        tasks.spawned(call);
        if (call.value() > 0) {
            int child = (int) call.value();
            boolean process = tasks.born(child, parent.process, call);
            step(new Step.Spawned(call, child, process));
        }
    }

    private void exit(Exit exit) {
        Descriptors process = tasks.exit(exit.tid());
        if (process != null) {
            process.removeAll(0, Integer.MAX_VALUE, exit);
            listening.forEach(socket -> socket.ended(process.pid, exit));
            listening.removeIf(socket -> socket.end() != null);
        }
        step(new Step.Ended(exit));
    }
}
