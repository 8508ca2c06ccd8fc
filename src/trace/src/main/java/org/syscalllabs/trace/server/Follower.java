package org.syscalllabs.trace.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Descriptors.Listening;
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
    private final Listeners listeners = new Listeners(this::step);
    private final Readiness readiness = new Readiness(this::step);
    private final Sight sight = new Sight();
    private final EndedThreads endedThreads = new EndedThreads();
    private @Nullable LogSource source;

    /**
     * @param clients what the clients know of themselves: their ports give connections their names
     */
    public Follower(List<ClientFacts> clients) {
        this.clients = List.copyOf(clients);
        connections = new Connections(clients, listeners, sight);
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
        connections.follow(reader);
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
        return listeners.first();
    }

    /** The ports on which the server took clients, in the order of the log. */
    public List<Listener> listeners() {
        return listeners.all();
    }

    /** What the times of this log count from. */
    public Clock clock() {
        return source == null ? Clock.NONE : source.clock();
    }

    /** The lines that could not be read. */
    public Unreadable unreadable() {
        return source == null ? Unreadable.NONE : source.unreadable();
    }

    /** How one sees that the log is not as strace wrote it any more; null if it may well be. */
    public @Nullable String damage() {
        return source == null ? null : source.damage();
    }

    /** Why the order of the log's lines is not the order of the calls; null if it is. */
    public @Nullable String orderUnknown() {
        // One thread's calls have an order.
        return source == null || readiness.servingThreads() < 2 ? null : source.orderUnknown();
    }

    /**
     * The first wait for several descriptors at once, by a thread that also accepts or makes calls
     * for clients; null if there is none.
     */
    public @Nullable Syscall multiplexedWait() {
        return readiness.multiplexedWait();
    }

    /** The first wait of a living thread for several descriptors at once, or null. */
    public @Nullable Syscall multiplexedWait(int tid) {
        var task = tasks.get(tid);
        return task == null ? null : task.multiplexedWait;
    }

    /** How a table calls a thread: main called listen, the others have their number. */
    public String threadName(int tid) {
        var main = Math.max(0, listeners.tid());
        var sole = source == null ? 0 : source.soleThread();
        if (tid == 0 || tid == main || (main == 0 && tid == sole)) {
            return "main";
        }
        var name = source == null ? null : source.threadName(tid);
        if (name != null) {
            return name + " " + tid;
        }
        var thread = isOfMainProcess(tid) || endedThreads.contains(tid);
        return (thread ? "thread " : "process ") + tid;
    }

    /** The process that a living thread belongs to; the thread itself where the log doesn't say. */
    public int processOf(int tid) {
        var task = tasks.get(tid);
        return task == null ? tid : task.process.pid;
    }

    private boolean isOfMainProcess(int tid) {
        return processOf(tid) == listeners.mainProcess();
    }

    // ---- Events -------------------------------------------------------------------------------

    @Override
    public void accept(Event event) {
        switch (event) {
            case Syscall call -> call(call);
            case Begun begun -> begun(begun.call());
            case Exit exit -> exit(exit);
            case Signal signal -> {
                var task = tasks.of(signal.tid(), signal.line(), listeners.tid());
                step(new Step.Signalled(signal, task.process.pid));
            }
        }
    }

    private void step(Step step) {
        for (var watcher : watchers) {
            watcher.see(step);
        }
    }

    private void begun(Syscall call) {
        var task = tasks.of(call.tid(), call.line(), listeners.tid());
        if (call.family() == Family.SPAWN) {
            tasks.spawning(call);
        } else if (call.family() == Family.ACCEPT) {
            acceptBegun(call, task);
        }
    }

    private void call(Syscall call) {
        var task =
                call.name().equals("execve") && !tasks.knows(call.tid())
                        ? tasks.program(call.tid())
                        : tasks.of(call.tid(), call.line(), listeners.tid());
        task.lastLine = call.endLine();
        switch (call.family()) {
            case ACCEPT -> accepted(call, task);
            case RECEIVE, SEND -> moved(call, task);
            case WAIT -> {
                if (listeners.listened()) {
                    readiness.waited(call, task);
                }
            }
            case SPAWN -> spawned(call, task);
            case UNFOLLOWED -> unfollowed(call, task);
            case PROCESS -> program(call, task.process);
            case DESCRIPTOR -> descriptor(call, task.process);
            case SLEEP, FILTER, OTHER -> {}
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
            case "socket" -> Listeners.made(call, process);
            case "bind" -> listeners.bound(call, process);
            case "listen" -> listeners.listening(call, process);
            case "connect" -> connections.connects(call.socket().localPort());
            case "shutdown" -> shutDown(call, process);
            case "close" -> closed(call, process);
            case "close_range" ->
                    process.removeAll(call.fd(), SocketName.number(call.arg(1), 0), call);
            case "dup", "dup2", "dup3", "fcntl", "fcntl64" -> process.duplicate(call);
            default -> {}
        }
    }

    // ---- Connections --------------------------------------------------------------------------

    private void acceptBegun(Syscall call, Task task) {
        var listener = listeners.of(call, task.process);
        if (listener != null) {
            readiness.serves(task);
            task.accepting = call;
            sight.accept();
            step(new Step.AcceptBegun(listener, call));
        }
    }

    private void accepted(Syscall call, Task task) {
        var listener = listeners.of(call, task.process);
        if (listener == null) {
            return;
        }
        if (call.succeeded()) {
            tasks.keepApart(task, (int) call.value());
            // What had this descriptor before has been closed meanwhile, by a call of the log or
            // not.
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
        var peer = call.resultSocket().peerPort();
        // The kernel fills in the peer's address only where accept was given room for it.
        var connection =
                connections.begin(listener, call, peer >= 0 ? peer : call.port(), call.endLine());
        task.process.put((int) call.value(), connection);
        step(new Step.Accepted(connection, call));
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
        var socket = call.socket();
        var clientSide =
                socket.connected()
                        && call.family() == Family.SEND
                        && listeners.on(socket.peerPort()) != null;
        if (clientSide) {
            connections.sends(socket.localPort(), call.enter());
            return;
        }
        var connection = connections.of(call, call.fd(), socket, task.process);
        if (connection != null) {
            move(connection, call, task, call.family() == Family.RECEIVE);
        }
    }

    /** splice(2) sends to a client what comes from a pipe, and receives into a pipe. */
    private void spliced(Syscall call, Task task) {
        var target = connections.of(call, call.fd(), call.socket(), task.process);
        if (target != null) {
            move(target, call, task, false);
        }
        var from = connections.of(call, call.sourceFd(), call.sourceSocket(), task.process);
        if (from != null) {
            move(from, call, task, true);
        }
    }

    private void move(Connection connection, Syscall call, Task task, boolean receive) {
        readiness.serves(task);
        if (receive && call.mentions("MSG_PEEK")) {
            return; // the bytes stay where they are
        }
        // recvmmsg and sendmmsg return messages, not bytes.
        var bytes =
                call.name().contains("mmsg") && call.value() > 0
                        ? call.payload().length()
                        : Math.max(0, call.value());
        connection.moved(call, bytes, receive);
        sight.moved(call, receive);
        step(
                receive
                        ? new Step.Received(connection, call, bytes)
                        : new Step.Sent(connection, call, bytes));
    }

    private void unfollowed(Syscall call, Task task) {
        sight.unfollowed(call, !listeners.isEmpty());
        var connection = connections.of(call, call.fd(), call.socket(), task.process);
        if (connection != null) {
            readiness.serves(task);
            connection.unfollowed(call);
        }
    }

    private void shutDown(Syscall call, Descriptors process) {
        var connection = connections.of(call, call.fd(), call.socket(), process);
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
        var known = process.get(call.fd()) != null;
        process.remove(call.fd(), call);
        if (!known && call.socket().connected()) {
            var named = connections.named(call.socket());
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

    // ---- Threads and processes ----------------------------------------------------------------

    private void spawned(Syscall call, Task parent) {
        sight.spawn(call, !listeners.isEmpty());
        tasks.spawned(call);
        if (call.value() > 0) {
            var child = (int) call.value();
            var process = tasks.born(child, parent.process, call);
            endedThreads.remove(child);
            step(new Step.Spawned(call, child, process));
        }
    }

    private void exit(Exit exit) {
        if (isOfMainProcess(exit.tid())) {
            endedThreads.add(exit.tid());
        }
        var process = tasks.exit(exit.tid());
        if (process != null) {
            process.removeAll(0, Integer.MAX_VALUE, exit);
            listeners.ended(process.pid, exit);
        }
        step(new Step.Ended(exit));
    }
}
