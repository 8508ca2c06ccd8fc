package org.syscalllabs.cli.kit;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.syscalllabs.proc.OwnFile;

/**
 * What the checks of each lab's own server said: the file {@code work/progress}, one line a lab.
 * What was proved stays so: an experiment may break the server afterwards. Checks of other servers
 * ({@code -- COMMAND}) are not the student's way through the labs.
 */
public final class Progress {
    private static final int LONGEST = 1 << 16;

    private final Path file;

    public Progress(Kit kit) {
        this.file = kit.work().resolve("progress");
    }

    /** Of a lab that was checked. */
    public enum State {
        /** By the last check, too. */
        PROVED("proved"),
        /** The server has been changed since. */
        PROVED_BEFORE("proved before; the last check was not"),
        /** It never was proved. */
        REFUTED("refuted");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** Whether the lab is done. */
        public boolean isProved() {
            return this != REFUTED;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** What the lab's checks said; empty when it was never checked. */
    public Optional<State> of(Lab lab) {
        var noted = read().getProperty(lab.number());
        return Arrays.stream(State.values())
                .filter(state -> state.name().equalsIgnoreCase(noted))
                .findAny();
    }

    /** Notes what a check of this lab said. */
    public void record(Lab lab, boolean proved) {
        var before = of(lab).filter(State::isProved).isPresent();
        var state = proved ? State.PROVED : before ? State.PROVED_BEFORE : State.REFUTED;
        var labs = read();
        labs.setProperty(lab.number(), state.name());
        try {
            Files.createDirectories(file.getParent());
            var half = Files.createTempFile(file.getParent(), "progress", ".half");
            try (Writer out = Files.newBufferedWriter(half)) {
                labs.store(out, "what the checks of each lab said");
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
