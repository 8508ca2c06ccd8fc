package org.syscalllabs.cli.repair;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.cli.check.Finding;
import org.syscalllabs.cli.check.Outcome;
import org.syscalllabs.cli.check.Report;
import org.syscalllabs.cli.check.Subject;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.proc.TcpSocket;

/** Judges a repair, from what the kernel shows. It ends nothing and starts nothing. */
public final class Repair {
    private final Lab lab;
    private final Observed now;

    /** Takes the one look that is judged. */
    public Repair(Kit kit, Lab lab, Exercise exercise) throws IOException {
        this.lab = lab;
        var running = kit.runs().running().stream().filter(run -> Exercise.isOf(lab, run)).toList();
        var servers =
                RunningServer.all(kit).stream()
                        .filter(server -> server.serves(lab))
                        .map(RunningServer::run)
                        .toList();
        now = new Observed(lab, exercise, kit.work(lab), TcpSocket.all(), running, servers);
    }

    /** Tells each goal as it is judged, then the whole. */
    public Outcome judge(Report report) throws IOException {
        var goals = List.of(new PortIsFree(now), new ServerAnswers(now), new BystandersLive(now));
        var findings = new ArrayList<Finding>();
        for (var goal : goals) {
            var finding = finding(goal);
            findings.add(finding);
            report.judged(finding);
        }
        var subject = Subject.ofExercise(lab.name(), now.exercise().seed());
        var outcome = new Outcome(subject, List.copyOf(findings), null, null, null);
        report.finished(outcome);
        return outcome;
    }

    private static Finding finding(RepairGoal goal) {
        var begun = System.nanoTime();
        var result = goal.judge();
        return new Finding(
                "Repair." + goal.getClass().getSimpleName(),
                goal.sentence(),
                result.holds() ? Finding.Result.PROVED : Finding.Result.REFUTED,
                List.of(),
                result.text(),
                null,
                Duration.ofNanos(System.nanoTime() - begun));
    }
}
