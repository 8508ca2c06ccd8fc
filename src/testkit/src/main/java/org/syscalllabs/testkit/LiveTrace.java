package org.syscalllabs.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.testkit.machine.LiveCalls;
import org.syscalllabs.testkit.machine.ReceivedLog;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.server.Watcher;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.LogLines;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.StraceReader;
import org.syscalllabs.trace.strace.Syscall;

/**
 * The strace log of a running server, followed as it grows. strace writes each line when its call
 * returns, and the beginning of a call that blocks at once, without a line end.
 */
final class LiveTrace implements LiveCalls, Watcher {

    private static final int LAST = 4;

    private final ReceivedLog log;
    private final LogLines lines;
    private final Follower server = new Follower(List.of());
    private final StraceReader reader = new StraceReader(this::take);

    private final Map<Integer, String> listening = new LinkedHashMap<>();
    private final Map<Integer, Connection> byPort = new HashMap<>();

    /** The last events of each client, by its port. */
    private final Map<Integer, Deque<Event>> last = new HashMap<>();

    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> threads = new LinkedHashSet<>();
    private final Set<Integer> serving = new HashSet<>();
    private @Nullable Syscall addressInUse;
    private int first;
    private int listener;
    private long progress;
    private long moves;
    private @Nullable Exit end;
    private @Nullable Signal stopped;
    private @Nullable Syscall filter;
    private @Nullable Syscall emptyInput;

    /** Follows the log, which may still be empty. */
    LiveTrace(ReceivedLog log) throws IOException {
        this.log = log;
        lines = new LogLines(log.stream());
        server.follow(reader);
        server.add(this);
    }

    /** Adds a watcher of the server's steps, from now on. */
    void add(Watcher watcher) {
        server.add(watcher);
    }

    @Override
    public void look() {
        try {
            log.takeWhatIsThere();
            lines.to(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TCP ports on which a listen() has returned. */
    Set<Integer> listening() {
        return listening.keySet();
    }

    /** The addresses on which it listens, {@code [::1]:6379}, as strace shows them. */
    List<String> listeningAt() {
        return List.copyOf(listening.values());
    }

    /** A bind() or listen() that failed because the address is in use. */
    Optional<Syscall> addressInUse() {
        return Optional.ofNullable(addressInUse);
    }

    @Override
    public Set<Integer> threads() {
        return threads;
    }

    @Override
    public Set<Integer> servingThreads() {
        return serving;
    }

    @Override
    public List<Syscall> pending() {
        return reader.pending();
    }

    @Override
    public long moves() {
        return moves;
    }

    @Override
    public long progress() {
        return progress;
    }

    /** The connection of the client with this port, if the server has accepted it. */
    Optional<Connection> connection(int clientPort) {
        return Optional.ofNullable(byPort.get(clientPort));
    }

    /** The last events of the client with this port, at most {@value #LAST}. */
    List<Event> lastCalls(int clientPort) {
        return List.copyOf(last.getOrDefault(clientPort, new ArrayDeque<>()));
    }

    /** How many bytes of the client with this port have been received by the server. */
    long received(int clientPort) {
        return connection(clientPort).map(Connection::received).orElse(0L);
    }

    /** Whether the server has seen the end of what the client with this port sends. */
    boolean hasSeenEnd(int clientPort) {
        return ended.contains(clientPort);
    }

    /** The thread that called listen(); before that the first one, or 0. */
    int listener() {
        return listener == 0 ? first : listener;
    }

    /** How a table calls a thread. */
    String threadName(int tid) {
        return server.threadName(tid);
    }

    /** The end of the server's first process. */
    Optional<Exit> end() {
        return Optional.ofNullable(end);
    }

    /** The signal that has stopped a thread, and no thread of the server has got on since. */
    Optional<Signal> stopped() {
        return Optional.ofNullable(stopped);
    }

    /**
     * A call that has set a filter of the server's own: seccomp(2) or prctl(2). The kernel asks it
     * about a call before strace's, and where it decides, strace --seccomp-bpf does not see that
     * call.
     */
    Optional<Syscall> filter() {
        return Optional.ofNullable(filter);
    }

    /** A read of the standard input that brought nothing, before the server listened. */
    Optional<Syscall> emptyInput() {
        return Optional.ofNullable(emptyInput);
    }

    private void take(Event event) {
        if (event instanceof Signal signal) {
            stopped = signal.name().equals("stopped") ? signal : stopped;
        } else {
            stopped = null;
        }
        if (event instanceof Syscall call && filter == null && setsFilter(call)) {
            filter = call.inShort();
        }
        if (event instanceof Syscall call && listening.isEmpty() && readsNothing(call)) {
            emptyInput = call.inShort();
        }
        threads.add(event.tid());
        first = first == 0 ? event.tid() : first;
        server.accept(event);
    }

    private static boolean readsNothing(Syscall call) {
        return call.family() == Family.RECEIVE && call.fd() == 0 && call.result().equals("0");
    }

    private static boolean setsFilter(Syscall call) {
        return call.family() == Family.FILTER
                && call.value() >= 0
                && (call.arg(0).startsWith("SECCOMP_SET_MODE")
                        || call.arg(0).equals("PR_SET_SECCOMP"));
    }

    @Override
    public void see(Step step) {
        switch (step) {
            case Step.Listened(var socket) -> {
                listening.put(socket.port(), socket.address());
                listener = listener == 0 ? socket.listen().tid() : listener;
            }
            case Step.BindFailed(var call) -> {
                if (addressInUse == null && "EADDRINUSE".equals(call.errno())) {
                    addressInUse = call;
                }
            }
            case Step.AcceptBegun(var _, var call) -> {
                moves++;
                serving.add(call.tid());
            }
            case Step.Accepted(var connection, var call) -> {
                progress++;
                remember(connection, call);
                byPort.put(connection.peerPort(), connection);
            }
            case Step.Received(var connection, var call, long bytes) -> {
                moved(connection, call);
                progress += bytes > 0 ? 1 : 0;
                var over = call.value() == 0 || "ECONNRESET".equals(call.errno());
                if (bytes == 0 && over) {
                    progress++;
                    ended.add(connection.peerPort());
                }
            }
            case Step.Sent(var connection, var call, long bytes) -> {
                moved(connection, call);
                progress += bytes > 0 ? 1 : 0;
            }
            case Step.Waited(var call) -> serving.add(call.tid());
            case Step.Spawned(var _, int child, var _) -> threads.add(child);
            case Step.Ended(Exit exit) -> {
                serving.remove(exit.tid());
                if (exit.tid() == first) {
                    end = exit;
                }
            }
            case Step.Closed(var connection, var by) -> {
                progress++;
                if (by != null) {
                    remember(connection, by);
                }
            }
            case Step.Executed _, Step.NotAccepted _, Step.ShutDown _, Step.Signalled _ -> {}
        }
    }

    private void moved(Connection connection, Syscall call) {
        moves++;
        serving.add(call.tid());
        byPort.put(connection.peerPort(), connection);
        remember(connection, call);
    }

    private void remember(Connection connection, Event event) {
        var events = last.computeIfAbsent(connection.peerPort(), port -> new ArrayDeque<>());
        events.add(event instanceof Syscall call ? call.inShort() : event);
        if (events.size() > LAST) {
            events.remove();
        }
    }
}
