package org.syscalllabs.cli.check;

import java.io.IOException;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.LabClasses;
import org.syscalllabs.cli.kit.Progress;
import org.syscalllabs.cli.kit.WorkFolder;

/** Checks a lab's claims: of its own server, of another one, or of a recorded log. */
public record ServerCheck(Kit kit, Lab lab, CheckOptions options) {

    /** Runs the check, tells it, and notes how far the student is. */
    public Outcome run(Reporting reporting) throws IOException {
        var classes = new LabClasses(kit);
        var server = options.isOfLabsOwnServer() ? classes.command(lab) : options.command();
        Outcome outcome;
        try (var work = WorkFolder.of(kit, lab)) {
            var recorded = options.recorded();
            var trace = recorded == null ? work.path().resolve("trace.log") : recorded;
            var check =
                    new Check(
                            classes.tests(lab),
                            options.parameters(work.path(), server),
                            options.overallBound());
            var subject = new Subject(lab.name(), server, kit.show(trace));
            outcome = reporting.of(report -> run(check, subject, report));
        }
        if (outcome.obstacle() != null) {
            kit.err().println("lab: " + outcome.obstacle());
        } else if (options.isOfLabsOwnServer()) {
            new Progress(kit).record(lab, outcome.result() == Finding.Result.PROVED);
        }
        return outcome;
    }

    /** Runs the check; a signal meanwhile ends it without a verdict. */
    private Outcome run(Check check, Subject subject, Report report) throws IOException {
        var findings = new Findings(report);
        var stopped =
                new Thread(() -> {
                    if (findings.close()) {
                        kit.err().println("lab: stopped before the verdict");
                    }
                });
        Runtime.getRuntime().addShutdownHook(stopped);
        check.run(findings);
        return findings.finish(subject);
    }
}
