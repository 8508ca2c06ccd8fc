package org.syscalllabs.cli.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Problem;
import picocli.CommandLine.Help.Ansi;

/**
 * The file in which a check is told to programs. It is there, and whole, when the check has come to
 * its end. One of an earlier check is removed before this one begins: whoever finds the file has
 * this check's results.
 */
public final class ResultsFile implements AutoCloseable {

    private final Path named;
    private final Path file;
    private final Path half;

    /** A device, a pipe, or a file that can't be replaced: open from the beginning. */
    private final @Nullable PrintWriter device;

    /**
     * @throws Problem when it can't be written: then the check need not run
     */
    public ResultsFile(Path named) {
        this.named = named;
        try {
            file = named.toFile().getCanonicalFile().toPath(); // what a link leads to
            half = file.resolveSibling(file.getFileName() + ".half");
            device = isReplaceable() ? null : writer(file);
        } catch (IOException refused) {
            throw cannotWrite();
        }
    }

    /** Removes the file, and tries whether another can be made in its place. */
    private boolean isReplaceable() {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return false;
        }
        try {
            Files.deleteIfExists(file);
            writer(half).close();
            Files.delete(half);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static PrintWriter writer(Path file) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(file));
    }

    /**
     * Tells the whole.
     *
     * @throws Problem when it could not be written: then the file is not there
     */
    public void write(Outcome outcome, Format format) {
        try {
            if (device != null) {
                tell(outcome, format, device);
                return;
            }
            try (var out = writer(half)) {
                tell(outcome, format, out);
            }
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw cannotWrite();
        }
    }

    private static void tell(Outcome outcome, Format format, PrintWriter out) throws IOException {
        var report = format.to(out, Ansi.OFF);
        for (var finding : outcome.findings()) {
            report.judged(finding);
        }
        report.finished(outcome);
        if (out.checkError()) {
            throw new IOException("a write has failed");
        }
    }

    private Problem cannotWrite() {
        return Problem.environment(
                "can't write " + named,
                "give --output a file that you may write, in a folder that is there");
    }

    /** Leaves nothing behind of what was not written to its end. */
    @Override
    public void close() throws IOException {
        if (device != null) {
            device.close();
        } else {
            Files.deleteIfExists(half);
        }
    }
}
