package org.syscalllabs.testkit.machine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.OwnFile;

/**
 * The log of strace as the kit has received it. What is judged is read from a file that has no
 * name, so that no server can open it; the file with a name is a copy, for people.
 *
 * <p>strace is never kept waiting: a thread of its own takes what it writes. Of a log that becomes
 * too long only the beginning is kept.
 */
public final class ReceivedLog {

    private static final long BETWEEN_LOOKS = Duration.ofMillis(2).toNanos();

    private final Path named;
    private final long longest;
    private final FileChannel kept;
    private final OutputStream copy;
    private final byte[] buffer = new byte[1 << 16];
    private @Nullable InputStream from;
    private @Nullable Thread receiver;
    private long received;
    private volatile boolean ending;

    /**
     * An empty log. Whatever had this name before is removed, and no link is followed.
     *
     * @param longest how many bytes are kept
     */
    public ReceivedLog(Path named, long longest) throws IOException {
        this.named = named;
        this.longest = longest;
        copy = OwnFile.create(named);
        var folder = Objects.requireNonNull(named.toAbsolutePath().getParent());
        var unnamed = Files.createTempFile(folder, ".trace", "");
        kept = FileChannel.open(unnamed, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(unnamed);
    }

    /** Begins to take what strace writes. */
    void receive(Opener pipe) {
        receiver = Thread.ofPlatform().name("log of strace").daemon().start(() -> receiveAll(pipe));
    }

    /** Opens what strace writes to; waits until strace has opened it, too. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    private void receiveAll(Opener pipe) {
        try (var opened = pipe.open();
                Closeable _ = this::close) {
            synchronized (this) {
                from = opened;
            }
            while (!ending) {
                takeWhatIsThere();
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            // Nobody writes any more: a read waits for nothing.
            while (take()) {
                // to its end
            }
        } catch (IOException closed) {
            // What has come until then is there.
        }
    }

    /** From here on there is nothing to take. */
    private synchronized void close() throws IOException {
        from = null;
        copy.close();
        publish();
    }

    /** People read what was judged, whatever a server has made of the file meanwhile. */
    private void publish() throws IOException {
        var fresh = named.resolveSibling(named.getFileName() + ".half");
        try (var log = stream();
                var out = OwnFile.create(fresh)) {
            log.transferTo(out);
        }
        OwnFile.clear(named);
        Files.move(fresh, named, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes what strace has written up to now: its pipe is empty then. */
    public synchronized void takeWhatIsThere() throws IOException {
        while (from != null && from.available() > 0 && take()) {
            // all of it
        }
    }

    private synchronized boolean take() throws IOException {
        var length = Objects.requireNonNull(from).read(buffer);
        if (length > 0) {
            var fits = Math.clamp(longest - received, 0, length);
            var bytes = ByteBuffer.wrap(buffer, 0, fits);
            while (bytes.hasRemaining()) {
                kept.write(bytes, Math.min(received, longest) + bytes.position());
            }
            copy.write(buffer, 0, fits);
            received += length;
        }
        return length >= 0;
    }

    /** Waits for the end of what strace writes, once strace has ended. */
    public void finish(Duration bound) {
        ending = true;
        try {
            if (receiver != null) {
                LockSupport.unpark(receiver);
                receiver.join(bound);
                receiver = null; // it is not waited for twice
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether strace has written more than is kept. */
    public synchronized boolean isTooLong() {
        return received > longest;
    }

    /** The file with a name. */
    public Path named() {
        return named;
    }

    /** The log from its beginning; it ends where the log ends now, and goes on when that grows. */
    public InputStream stream() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int start, int length) throws IOException {
                var read = kept.read(ByteBuffer.wrap(into, start, length), at);
                at += Math.max(read, 0);
                return read;
            }
        };
    }
}
