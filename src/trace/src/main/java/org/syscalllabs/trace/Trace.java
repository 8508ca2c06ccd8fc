package org.syscalllabs.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole log: the server's listeners and its connections, in the order in which it took them. What
 * the process did before it called listen(2) is no part of it.
 */
public final class Trace {

    private final Connections log;
    private final List<Connection> connections;
    private final List<ClientFacts> clients;

    Trace(Connections log, List<Connection> connections, List<ClientFacts> clients) {
        this.log = log;
        this.connections = List.copyOf(connections);
        this.clients = List.copyOf(clients);
    }

    /**
     * Reads a log of {@code strace -o FILE}, or, where FILE.1234 and its like stand instead, of
     * {@code strace -ff -o FILE}. The log may be cut, or still grow.
     *
     * @throws IOException if there is no such log, or it can't be read
     */
    public static Trace read(Path file) throws IOException {
        if (!Files.exists(file)) {
            List<Path> files = FilePerThread.of(file);
            if (!files.isEmpty()) {
                return FilePerThread.read(files);
            }
        }
        // strace escapes what is not ASCII. One byte is one character, so that no byte is lost.
        try (InputStream in = Files.newInputStream(file);
                var reader = new InputStreamReader(in, StandardCharsets.ISO_8859_1)) {
            return of(reader);
        }
    }

    /** Reads a log. The caller closes the reader. */
    public static Trace of(Reader reader) throws IOException {
        var log = new Connections();
        var strace = new StraceReader(log);
        log.follow(strace);
        new LogLines(reader).to(strace);
        return log.trace();
    }

    /** Reads a log that is already text. As in a file, a last line without a line end is cut. */
    public static Trace of(String text) {
        try (var reader = new java.io.StringReader(text)) {
            return of(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string has nothing that fails
        }
    }

    /** The same trace with the clients' names: a connection is called after its peer's port. */
    public Trace withClients(List<ClientFacts> facts) {
        var named = new ArrayList<Connection>();
        var names = new HashMap<Integer, String>();
        facts.forEach(client -> names.put(client.port(), client.name()));
        for (Connection connection : connections) {
            String name = names.get(connection.peerPort());
            named.add(name == null ? connection : connection.named(name));
        }
        return new Trace(log, named, facts);
    }

    /** The same trace, with the clients of one port only. */
    public Trace onPort(int port) {
        var kept = connections.stream().filter(c -> c.listener().port() == port).toList();
        return new Trace(log, kept, clients);
    }

    /** The connections of the server, in the order of their accepts. */
    public List<Connection> connections() {
        return connections;
    }

    /** The connections of one client, in the order of their accepts. */
    public List<Connection> connections(String client) {
        return connections.stream().filter(c -> c.client().equals(client)).toList();
    }

    /** What the clients know of themselves: see {@link #withClients}. */
    public List<ClientFacts> clients() {
        return clients;
    }

    /** What a client knows of itself, if somebody told. */
    public Optional<ClientFacts> client(String name) {
        return clients.stream().filter(client -> client.name().equals(name)).findFirst();
    }

    /** The ports on which the server took clients. */
    public List<Listener> listeners() {
        return log.listeners();
    }

    /** Every accept on a listener: also those that failed, and those that never returned. */
    public List<Syscall> accepts() {
        return log.accepts(null);
    }

    List<Syscall> accepts(Listener listener) {
        return log.accepts(listener);
    }

    /** The threads and processes that were started after the first listen. */
    public List<Syscall> spawns() {
        return log.spawns();
    }

    /** The binds that failed, in the whole log. */
    public List<Syscall> failedBinds() {
        return log.failedBinds();
    }

    /** The programs that were started (execve), in the whole log. */
    public List<Syscall> execs() {
        return log.execs();
    }

    /** The threads' ends, in the whole log. */
    public List<Exit> exits() {
        return log.exits();
    }

    /** The signals that reached threads, in the whole log. */
    public List<Signal> signals() {
        return log.signals();
    }

    /** Who listened on which port, and how long, in the order of the listens. */
    public List<Holding> holdings() {
        return log.holdings();
    }

    /** The calls that had not finished when the log ended. */
    public List<Syscall> unfinished() {
        return log.unfinished();
    }

    /** The lines that could not be read. */
    public Unreadable unreadable() {
        return log.unreadable();
    }

    /** What the times of this log count from. */
    public Clock clock() {
        return log.clock();
    }

    /** Why the order of the log's lines is not the order of the calls; null if it is. */
    public @Nullable String orderUnknown() {
        return threads().size() < 2 ? null : log.orderUnknown(); // one thread's calls have an order
    }

    /** The first call that put I/O out of strace's sight (io_uring), or null. */
    public @Nullable Syscall ioUring() {
        return log.ioUring();
    }

    /** The first call that handed descriptors to another process (SCM_RIGHTS), or null. */
    public @Nullable Syscall passedDescriptors() {
        return log.passedDescriptors();
    }

    /**
     * The first wait for several descriptors at once, by a thread that also accepts or makes calls
     * for clients; null if there is none.
     */
    public @Nullable Syscall multiplexedWait() {
        for (Syscall wait : log.multiplexedWaits().values()) {
            if (threads().contains(wait.tid())) {
                return wait;
            }
        }
        return null;
    }

    @Nullable Syscall multiplexedWait(int tid) {
        return log.multiplexedWaits().get(tid);
    }

    /** The threads that accept, or make calls for clients. */
    private Set<Integer> threads() {
        var threads = new HashSet<Integer>();
        accepts().forEach(call -> threads.add(call.tid()));
        connections.forEach(connection -> threads.addAll(connection.tids()));
        return threads;
    }

    /** How a table calls a thread: main called listen, the others have their number. */
    public String threadName(int tid) {
        return log.threadName(tid);
    }

    /** The process that a thread belongs to; the thread itself where the log doesn't say. */
    public int processOf(int tid) {
        return log.processOf(tid);
    }

    /**
     * How long the client's first byte lay in the kernel before the server accepted the client, in
     * nanoseconds; empty if the log and the client's clock can't tell. Negative if the accept came
     * first.
     */
    public OptionalLong backlogWait(Connection connection) {
        long sent = firstByteAt(connection);
        Syscall accept = connection.accept();
        if (sent < 0 || accept == null) {
            return OptionalLong.empty();
        }
        long taken = accept.exit() >= 0 ? accept.exit() : accept.enter();
        return taken < 0 ? OptionalLong.empty() : OptionalLong.of(taken - sent);
    }

    /** When the client sent its first byte, on the log's clock, or -1. */
    long firstByteAt(Connection connection) {
        if (clock() == Clock.EPOCH) {
            for (ClientFacts client : clients) {
                if (client.port() == connection.peerPort() && client.firstByteAt() >= 0) {
                    return client.firstByteAt();
                }
            }
        }
        return log.firstByteAt(connection.peerPort());
    }
}
