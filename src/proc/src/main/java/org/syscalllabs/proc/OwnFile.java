package org.syscalllabs.proc;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of the kit's own, in a folder where others may have been at work: a server may have made a
 * link, a pipe or a folder of one. No link is followed, and nothing but a regular file is read.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/symlink.7.html">symlink(7)</a>
 */
public final class OwnFile {

    private OwnFile() {}

    /**
     * Sees to it that there is nothing of this name. A folder that is not empty is set aside: it
     * gets {@code .aside} behind its name, or {@code .aside-2}, and so on.
     *
     * @throws IOException when neither can be done
     */
    public static void clear(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException folder) {
            setAside(path);
        }
    }

    /** Opens a new file, in place of whatever has its name. */
    public static OutputStream create(Path path) throws IOException {
        clear(path);
        return Files.newOutputStream(path, CREATE_NEW);
    }

    /** Writes a new file, in place of whatever has its name. */
    public static void write(Path path, String text) throws IOException {
        clear(path);
        Files.writeString(path, text, CREATE_NEW);
    }

    /** Makes a folder, where there is none; whatever else has its name is set aside. */
    public static void folder(Path path) throws IOException {
        if (Files.exists(path, NOFOLLOW_LINKS) && !Files.isDirectory(path, NOFOLLOW_LINKS)) {
            setAside(path);
        }
        Files.createDirectories(path);
    }

    /**
     * The text of a regular file.
     *
     * @param most how many bytes it may have
     * @return empty when there is no such file, or it is longer, or no text
     */
    public static Optional<String> read(Path path, int most) {
        if (!Files.isRegularFile(path, NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(path, NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(most + 1);
            return bytes.length > most
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static void setAside(Path path) throws IOException {
        var name = path.getFileName() + ".aside";
        var aside = path.resolveSibling(name);
        for (var number = 2; Files.exists(aside, NOFOLLOW_LINKS); number++) {
            aside = path.resolveSibling(name + "-" + number);
        }
        Files.move(path, aside);
    }
}
