package org.syscalllabs.cli.exercise;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.cli.Kit;
import org.syscalllabs.cli.Lab;
import org.syscalllabs.cli.check.Finding;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.cli.check.Outcome;
import org.syscalllabs.cli.check.Report;
import org.syscalllabs.cli.check.Subject;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;

/** Judges a repair, from what the kernel shows. It ends nothing and starts nothing. */
public final class Repair {
    private final Lab lab;
    private final Observed now;

    /** Takes the one look that is judged. */
    public Repair(Kit kit, Lab lab, Exercise exercise, List<RunRecord> servers) throws IOException {
        this.lab = lab;
        var cast = kit.runs().running().stream().filter(run -> Exercise.isOf(lab, run)).toList();
        now = new Observed(exercise, kit.work(lab), TcpSocket.all(), cast, servers);
    }

    /** Tells each claim as it is judged, then the whole. */
    public Outcome judge(Report report) throws IOException {
        var claims = List.of(new PortIsFree(now), new ServerAnswers(now), new BystandersLive(now));
        var findings = new ArrayList<Finding>();
        for (var claim : claims) {
            var finding = finding(claim);
            findings.add(finding);
            report.judged(finding);
        }
        var subject = Subject.ofExercise(lab.name(), now.exercise().seed());
        var outcome = new Outcome(subject, List.copyOf(findings), null, null);
        report.finished(outcome);
        return outcome;
    }

    private static Finding finding(Claim claim) {
        var begun = System.nanoTime();
        var judgement = claim.judge();
        return new Finding(
                "Repair." + claim.getClass().getSimpleName(),
                claim.sentence(),
                judgement.holds() ? Result.PROVED : Result.REFUTED,
                List.of(),
                judgement.text(),
                null,
                Duration.ofNanos(System.nanoTime() - begun));
    }
}
