package org.syscalllabs.proc;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What the kit wrote down before it started a server, so that nothing that it started is ever lost,
 * not even when the kit itself is ended by SIGKILL.
 *
 * @param id the value of SYSCALL_LABS_RUN in the environment of every process of this run
 * @param purpose what for: {@code check of 03-many-clients}
 * @param command the server's command, its arguments separated by spaces
 * @param port the TCP port that it was told
 * @param since when it was started
 * @param background true when it is meant to outlive the command that started it
 * @param owner the process of the kit that started it
 * @param process the first process of the run; {@link ProcessIdentity#NONE} before it has started
 */
public record RunRecord(
        String id,
        String purpose,
        String command,
        int port,
        Instant since,
        boolean background,
        ProcessIdentity owner,
        ProcessIdentity process) {

    /** The name of the environment variable that marks every process of a run. */
    public static final String TOKEN = "SYSCALL_LABS_RUN";

    /** In bytes: a command line may be long. */
    private static final int LONGEST = 1 << 22;

    /** The same run, now that its first process is known. */
    RunRecord startedAs(ProcessIdentity first) {
        return new RunRecord(id, purpose, command, port, since, background, owner, first);
    }

    /** The same run, now that the port that it has is known. */
    RunRecord on(int other) {
        return new RunRecord(id, purpose, command, other, since, background, owner, process);
    }

    /** Writes the record as a whole or not at all. */
    void write(Path file) throws IOException {
        var lines = new Properties();
        lines.setProperty("id", id);
        lines.setProperty("purpose", purpose);
        lines.setProperty("command", command);
        lines.setProperty("port", Integer.toString(port));
        lines.setProperty("since", since.toString());
        lines.setProperty("background", Boolean.toString(background));
        lines.setProperty("owner", text(owner));
        lines.setProperty("process", text(process));
        // PIDs and start times mean nothing after the machine was started anew.
        lines.setProperty("boot", ProcFile.bootId());
        var half = file.resolveSibling(file.getFileName() + ".half");
        var text = new StringWriter();
        lines.store(text, null);
        OwnFile.write(half, text.toString());
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The record in this file; empty when it is no record of this name, or of before the last boot.
     */
    static Optional<RunRecord> read(Path file) {
        var lines = new Properties();
        try {
            lines.load(new StringReader(OwnFile.read(file, LONGEST).orElse("")));
            var name = lines.getProperty("id", "") + ".run";
            if (!file.getFileName().toString().equals(name)
                    || !lines.getProperty("boot", "").equals(ProcFile.bootId())) {
                return Optional.empty();
            }
            return Optional.of(
                    new RunRecord(
                            lines.getProperty("id", ""),
                            lines.getProperty("purpose", ""),
                            lines.getProperty("command", ""),
                            Integer.parseInt(lines.getProperty("port", "0")),
                            Instant.parse(lines.getProperty("since", "")),
                            Boolean.parseBoolean(lines.getProperty("background")),
                            identity(lines.getProperty("owner", "")),
                            identity(lines.getProperty("process", ""))));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static String text(ProcessIdentity process) {
        return process.pid() + " " + process.startTicks();
    }

    private static ProcessIdentity identity(String text) {
        var space = text.indexOf(' ');
        return new ProcessIdentity(
                Long.parseLong(text.substring(0, space)),
                Long.parseLong(text.substring(space + 1)));
    }
}
