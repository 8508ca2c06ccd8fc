package org.syscalllabs.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The logs of {@code strace -ff -o FILE}: one file a thread, FILE.TID. */
final class FilePerThread {

    private final List<Path> files;

    FilePerThread(List<Path> files) {
        this.files = files;
    }

    static List<Path> of(Path prefix) throws IOException {
        return List.of();
    }

    Trace read() throws IOException {
        throw new IOException("no log in " + files);
    }
}
