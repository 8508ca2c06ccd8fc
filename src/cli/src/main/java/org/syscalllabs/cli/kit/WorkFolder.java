package org.syscalllabs.cli.kit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.proc.Problem;

/**
 * The folder that one check or demo writes its logs to: {@code work/03}, or, while that is in use
 * by another one or by the lab's started server, {@code work/03-2}, {@code work/03-3} …
 *
 * <p>It is kept by a lock on a file in it, which the kernel gives back when this process ends, in
 * whatever way: flock-like locks can't be left behind.
 */
public final class WorkFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel file;

    private WorkFolder(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Takes the first folder that is not in use.
     *
     * @throws Problem when the kit's work folder can't be written
     */
    public static WorkFolder of(Kit kit, Lab lab) {
        var plain = kit.work(lab);
        var started = RunningServer.all(kit).stream().anyMatch(server -> server.serves(lab));
        try {
            for (var number = started ? 2 : 1; ; number++) {
                var folder = number == 1 ? plain : Path.of(plain + "-" + number);
                var taken = take(folder);
                if (taken != null) {
                    return taken;
                }
            }
        } catch (IOException e) {
            throw notWritable(kit, e);
        }
    }

    /**
     * Takes the lab's folder itself.
     *
     * @throws Problem when another command uses it, or it can't be written
     */
    public static WorkFolder alone(Kit kit, Lab lab) {
        var folder = kit.work(lab);
        try {
            var taken = take(folder);
            if (taken != null) {
                return taken;
            }
        } catch (IOException e) {
            throw notWritable(kit, e);
        }
        throw Problem.environment(
                "another command is at work in " + kit.show(folder), "try again when it has ended");
    }

    private static Problem notWritable(Kit kit, IOException cause) {
        return Problem.environment(
                "can't write to %s: %s".formatted(kit.show(kit.work()), cause.getMessage()),
                "the kit keeps its logs there: clone it where you may write, or make it yours:\n"
                        + "sudo chown -R %s '%s'"
                                .formatted(System.getProperty("user.name"), kit.work()));
    }

    private static @Nullable WorkFolder take(Path folder) throws IOException {
        OwnFile.folder(folder);
        var lock = folder.resolve("lock");
        if (!Files.isRegularFile(lock, NOFOLLOW_LINKS)) {
            OwnFile.clear(lock);
        }
        var file =
                FileChannel.open(
                        lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
        if (lock(file) == null) {
            file.close();
            return null;
        }
        return new WorkFolder(folder, file);
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException another) { // in this very process
            return null;
        }
    }

    public Path path() {
        return path;
    }

    /** Gives the folder back; what is in it stays. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
