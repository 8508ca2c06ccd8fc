package org.syscalllabs.cli.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.proc.Problem;
import picocli.CommandLine.Help.Ansi;

/**
 * In which form, and where to, a check is told.
 *
 * @param output the file for that form, beside the text on stdout; null for stdout alone
 */
public record Reporting(Kit kit, Format format, @Nullable Path output) {

    /** Something that is judged, and tells its claims to a report as it goes. */
    public interface Judging {
        /** Judges all claims. */
        Outcome to(Report report) throws IOException;
    }

    /**
     * Judges, and tells.
     *
     * @throws Problem when the file can't be written
     */
    public Outcome of(Judging judging) throws IOException {
        if (output == null) {
            return judging.to(format.to(kit.out(), ansi()));
        }
        try (var file = new PrintWriter(Files.newBufferedWriter(output))) {
            var outcome = judging.to(Format.TEXT.to(kit.out(), ansi()));
            var report = format.to(file, Ansi.OFF);
            for (var finding : outcome.findings()) {
                report.judged(finding);
            }
            report.finished(outcome);
            return outcome;
        } catch (IOException e) {
            throw Problem.environment(
                    "can't write " + output + ": " + e.getMessage(),
                    "give --output a file that you may write");
        }
    }

    private Ansi ansi() {
        return kit.terminal() ? Ansi.ON : Ansi.OFF;
    }
}
