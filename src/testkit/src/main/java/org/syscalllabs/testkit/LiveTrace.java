package org.syscalllabs.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.testkit.machine.LiveCalls;
import org.syscalllabs.trace.Event;
import org.syscalllabs.trace.Exit;
import org.syscalllabs.trace.Family;
import org.syscalllabs.trace.Signal;
import org.syscalllabs.trace.StraceReader;
import org.syscalllabs.trace.Syscall;

/**
 * The strace log of a running server, read as it grows. strace writes each line when its call
 * returns, and the beginning of a call that blocks at once, without a line end.
 */
final class LiveTrace implements LiveCalls, AutoCloseable {

    private final FileChannel file;
    private final StraceReader reader = new StraceReader(this::take);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private long bytes;

    private final Set<Integer> listening = new LinkedHashSet<>();
    private final Map<Integer, Long> received = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> threads = new LinkedHashSet<>();
    private @Nullable Syscall addressInUse;
    private int first;
    private int listener;
    private @Nullable Exit end;

    /** Opens the log, which may still be empty. */
    LiveTrace(Path path) throws IOException {
        Files.deleteIfExists(path);
        Files.createFile(path);
        file = FileChannel.open(path);
    }

    @Override
    public void look() {
        try {
            for (int read = file.read(buffer); read > 0; read = file.read(buffer)) {
                bytes += read;
                split(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (line.size() > 0) {
            reader.partialLine(line.toString(StandardCharsets.UTF_8));
        }
    }

    /** How much strace has written, in bytes. */
    long bytes() {
        return bytes;
    }

    /** The TCP ports on which a listen() has returned. */
    Set<Integer> listening() {
        return listening;
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
    public List<Syscall> pending() {
        return reader.pending();
    }

    /** Whether bytes of the client with this port have been received by the server. */
    boolean hasReceived(int clientPort) {
        return received(clientPort) > 0;
    }

    /** How many bytes of the client with this port have been received by the server. */
    long received(int clientPort) {
        return received.getOrDefault(clientPort, 0L);
    }

    /** Whether the server has seen the end of what the client with this port sends. */
    boolean hasSeenEnd(int clientPort) {
        return ended.contains(clientPort);
    }

    /** The thread that called listen(); before that the first one, or 0. */
    int listener() {
        return listener == 0 ? first : listener;
    }

    /** The end of the server's first process. */
    Optional<Exit> end() {
        return Optional.ofNullable(end);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void split(ByteBuffer read) {
        while (read.hasRemaining()) {
            byte next = read.get();
            if (next == '\n') {
                reader.line(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(next);
            }
        }
    }

    private void take(Event event) {
        threads.add(event.tid());
        if (first == 0) {
            first = event.tid();
        }
        switch (event) {
            case Syscall call -> take(call);
            case Exit exit -> {
                if (exit.tid() == first) {
                    end = exit;
                }
            }
            case Signal signal -> {}
        }
    }

    private void take(Syscall call) {
        if (call.name().equals("listen") && call.value() == 0) {
            int port = call.socket().localPort();
            if (port > 0) {
                listening.add(port);
                listener = listener == 0 ? call.tid() : listener;
            }
        }
        if ("EADDRINUSE".equals(call.errno()) && addressInUse == null) {
            addressInUse = call;
        }
        if (call.family() == Family.SPAWN && call.value() > 0) {
            threads.add((int) call.value());
        }
        int peer = call.socket().peerPort();
        if (call.family() == Family.RECEIVE && peer >= 0) {
            if (call.value() > 0) {
                received.merge(peer, call.value(), Long::sum);
            } else if (call.value() == 0 || "ECONNRESET".equals(call.errno())) {
                ended.add(peer);
            }
        }
    }
}
