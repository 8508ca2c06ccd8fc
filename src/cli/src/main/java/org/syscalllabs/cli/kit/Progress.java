package org.syscalllabs.cli.kit;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.syscalllabs.proc.OwnFile;

/**
 * What the last check of each lab's own server said: the file {@code work/progress}, one line a
 * lab. Checks of other servers ({@code -- COMMAND}) are not the student's way through the labs.
 */
public final class Progress {
    private static final int LONGEST = 1 << 16;

    private final Path file;

    public Progress(Kit kit) {
        this.file = kit.work().resolve("progress");
    }

    /** Whether the lab's last check proved its claims; empty when it was never checked. */
    public Optional<Boolean> proved(Lab lab) {
        return Optional.ofNullable(read().getProperty(lab.number())).map("proved"::equals);
    }

    /** Notes what a check of this lab said. */
    public void record(Lab lab, boolean proved) {
        var labs = read();
        labs.setProperty(lab.number(), proved ? "proved" : "refuted");
        try {
            Files.createDirectories(file.getParent());
            var half = Files.createTempFile(file.getParent(), "progress", ".half");
            try (Writer out = Files.newBufferedWriter(half)) {
                labs.store(out, "what the last check of each lab said");
            }
            OwnFile.clear(file);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties read() {
        var labs = new Properties();
        try {
            labs.load(new StringReader(OwnFile.read(file, LONGEST).orElse("")));
        } catch (IllegalArgumentException noProgress) {
            labs.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return labs;
    }
}
