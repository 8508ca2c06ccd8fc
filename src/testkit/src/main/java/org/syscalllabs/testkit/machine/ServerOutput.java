package org.syscalllabs.testkit.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.testkit.failure.FailureText;

/**
 * Drains what a server prints, so that it never blocks on a full pipe and never fills the disk: the
 * file keeps the first 1 MB and the last 64 KB.
 */
public final class ServerOutput {

    private static final int HEAD = 1 << 20;
    private static final int TAIL = 1 << 16;

    private final InputStream from;
    private final Path file;
    private final Thread drain;
    private final byte[] tail = new byte[TAIL];
    private long count;

    /** Begins to drain at once, on a thread of its own. */
    public ServerOutput(InputStream from, Path file) {
        this.from = from;
        this.file = file;
        drain = Thread.ofPlatform().name("output of the server").daemon().unstarted(this::drain);
        drain.start();
    }

    /** How many bytes the server has printed so far. */
    public synchronized long bytes() {
        return count;
    }

    /** How much it printed and what is kept of it, in one line; empty when all of it is kept. */
    public synchronized Optional<String> cut() {
        return count <= HEAD + TAIL
                ? Optional.empty()
                : Optional.of(
                        "%,d bytes; %s has the first 1 MB and the last 64 KB"
                                .formatted(count, FailureText.shown(file)));
    }

    /** The last lines that it printed, at most {@code limit}. */
    public synchronized List<String> lastLines(int limit) {
        var lines = new String(tail(), StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - limit), lines.size());
    }

    /** Waits for the end of the output, once all processes that could print have ended. */
    public void finish(Duration bound) {
        try {
            drain.join(bound);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        var buffer = new byte[1 << 16];
        try (from;
                var out = OwnFile.create(file)) {
            for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                var before = remember(buffer, read);
                out.write(buffer, 0, Math.clamp(HEAD - before, 0, read));
            }
            if (count > HEAD) {
                var end = tail();
                var kept = (int) Math.min(end.length, count - HEAD);
                if (count > HEAD + TAIL) {
                    var note = "\n[%,d bytes left out]\n".formatted(count - HEAD - kept);
                    out.write(note.getBytes(StandardCharsets.UTF_8));
                }
                out.write(end, end.length - kept, kept);
            }
        } catch (IOException closed) {
            // The pipe breaks when the server is killed while it prints.
        }
    }

    private synchronized long remember(byte[] bytes, int length) {
        var before = count;
        for (var i = Math.max(0, length - TAIL); i < length; i++) {
            tail[(int) ((before + i) % TAIL)] = bytes[i];
        }
        count += length;
        return before;
    }

    private synchronized byte[] tail() {
        var length = (int) Math.min(count, TAIL);
        var copy = new byte[length];
        for (var i = 0; i < length; i++) {
            copy[i] = tail[(int) ((count - length + i) % TAIL)];
        }
        return copy;
    }
}
