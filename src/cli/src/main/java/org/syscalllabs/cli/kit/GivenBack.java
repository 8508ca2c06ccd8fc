package org.syscalllabs.cli.kit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where root works in another user's checkout, as by {@code sudo ./lab}, what root has made in
 * {@code work/} is given to that user, who could neither write nor remove it else.
 */
public final class GivenBack {
    private static final int ROOT = 0;

    private GivenBack() {}

    /** Gives away root's files in the kit's work folder, if it lies in another user's checkout. */
    public static void toOwner(Kit kit) {
        try {
            var owner = attributes(kit.home());
            if (number(owner, "uid") == ROOT
                    || number(attributes(Path.of("/proc/self")), "uid") != ROOT
                    || !kit.work().startsWith(kit.home())
                    || !Files.isDirectory(kit.work(), NOFOLLOW_LINKS)) {
                return;
            }
            try (var files = Files.walk(kit.work())) {
                for (var file : (Iterable<Path>) files::iterator) {
                    give(file, owner);
                }
            }
        } catch (IOException | UncheckedIOException goneMeanwhile) {
            // The next command gives back what this one could not.
        }
    }

    /** No link, and no file that has a second name: that may be one of root's own. */
    private static void give(Path file, Map<String, Object> owner) throws IOException {
        var its = attributes(file);
        if (number(its, "uid") == ROOT
                && (Files.isDirectory(file, NOFOLLOW_LINKS)
                        || (Files.isRegularFile(file, NOFOLLOW_LINKS)
                                && number(its, "nlink") == 1))) {
            Files.setAttribute(file, "unix:gid", number(owner, "gid"), NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:uid", number(owner, "uid"), NOFOLLOW_LINKS);
        }
    }

    private static Map<String, Object> attributes(Path file) throws IOException {
        return Files.readAttributes(file, "unix:uid,gid,nlink", NOFOLLOW_LINKS);
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (int) requireNonNull(attributes.get(name));
    }
}
