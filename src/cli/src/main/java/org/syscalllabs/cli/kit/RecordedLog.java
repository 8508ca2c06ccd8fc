package org.syscalllabs.cli.kit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.trace.strace.LogLines;
import org.syscalllabs.trace.strace.StraceReader;

/** A recorded log: FILE, or FILE.1234 and its like of {@code strace -ff -o FILE}. */
public record RecordedLog(Path file) {

    /** Most logs tell in it what they are: the rest is left for the check itself. */
    private static final int BEGINNING = 1 << 20;

    /**
     * Verifies that it is there, can be read, and is of strace.
     *
     * @throws Problem when it is not
     */
    public void verify() {
        var first = Files.exists(file) ? file : fileOfAThread();
        if (!Files.isRegularFile(first) || !Files.isReadable(first)) {
            throw Problem.environment("can't read " + first, "see: ls -l " + first);
        }
        try {
            if (!showsSystemCalls(first)) {
                throw Problem.environment(
                        first + " is no log of strace: no line of it is a system call",
                        "record one: strace -f -ttt -T -yy -s 512 -o FILE COMMAND");
            }
        } catch (IOException e) {
            throw Problem.environment(
                    "can't read %s: %s".formatted(first, e.getMessage()), "record it again");
        }
    }

    private Path fileOfAThread() {
        var folder = file.toAbsolutePath().getParent();
        try (var files = Files.newDirectoryStream(folder, file.getFileName() + ".*")) {
            for (var candidate : files) {
                if (candidate.toString().matches(".*\\.\\d+")) {
                    return candidate;
                }
            }
        } catch (IOException e) {
            // No such folder: no such file.
        }
        throw Problem.usage(
                "there is no file " + file,
                "record one: strace -f -ttt -T -yy -s 512 -o " + file + " COMMAND");
    }

    private static boolean showsSystemCalls(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return showsSystemCalls(new ByteArrayInputStream(in.readNBytes(BEGINNING)))
                    || showsSystemCalls(in);
        }
    }

    private static boolean showsSystemCalls(InputStream log) throws IOException {
        var seen = new AtomicBoolean();
        var reader = new StraceReader(event -> seen.set(true));
        new LogLines(log).to(reader);
        reader.end();
        return seen.get();
    }
}
