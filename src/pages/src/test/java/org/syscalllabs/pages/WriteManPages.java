package org.syscalllabs.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts the man pages into docs/man: {@code make man}. No test: its name keeps it out of {@code make
 * test}.
 */
class WriteManPages {
    @TempDir private Path work;

    @Test
    void write() throws IOException, InterruptedException {
        var fresh = ManPages.write(work);
        Files.createDirectories(ManPages.FOLDER);
        for (var old : ManPages.in(ManPages.FOLDER)) {
            Files.delete(old);
        }
        for (var page : ManPages.in(fresh)) {
            Files.copy(page, ManPages.FOLDER.resolve(page.getFileName()));
        }
    }
}
