package org.syscalllabs.testkit.machine;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The pipe through which strace hands its log to the kit. It has a name until strace has opened it,
 * and none when the server might look for it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public final class TracePipe {

    private final Path name;

    private TracePipe(Path name) {
        this.name = name;
    }

    /**
     * Makes a pipe in a folder.
     *
     * @param permissions who may open it, as {@code rw-------}
     */
    public static TracePipe in(Path folder, String name, String permissions) throws IOException {
        var pipe = folder.resolve(name);
        var mkfifo =
                new ProcessBuilder("mkfifo", pipe.toString()).redirectErrorStream(true).start();
        try (var said = mkfifo.inputReader()) {
            var why = said.readAllAsString().strip();
            if (mkfifo.waitFor() != 0) {
                throw new IOException(why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Files.setPosixFilePermissions(pipe, PosixFilePermissions.fromString(permissions));
        return new TracePipe(pipe);
    }

    /** Where it lies: strace takes that by -o. */
    public Path name() {
        return name;
    }

    /** Waits until strace has opened it for writing, or was given up; then it has no name. */
    public InputStream open() throws IOException {
        var in = new FileInputStream(name.toFile());
        Files.deleteIfExists(name);
        return in;
    }

    /** Lets go who waits in {@link #open()} for a strace that never came. */
    public void giveUp() {
        try {
            Files.newOutputStream(name, StandardOpenOption.WRITE).close();
            Files.deleteIfExists(name);
        } catch (IOException opened) {
            return; // it has no name any more
        }
    }
}
