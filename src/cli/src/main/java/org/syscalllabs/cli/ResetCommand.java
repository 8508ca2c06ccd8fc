package org.syscalllabs.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.Exercise;
import org.syscalllabs.proc.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lab reset}: ends an exercise, repaired or not. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        header = "End an exercise that ./lab break began.",
        description = {
            "Ends everything that the exercise has started and the servers of its lab, whatever"
                    + " state they are in, and forgets the exercise."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./lab reset 4    ends the exercise of lab 4"})
final class ResetCommand implements Callable<Integer> {
    private final Kit kit;

    @Parameters(paramLabel = "LAB", description = "its number")
    private String wanted = "";

    ResetCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException {
        var lab = kit.labs().find(wanted);
        var services = services(lab);
        if (services.isEmpty() && !Exercise.isOn(kit, lab)) {
            Exercise.forget(kit.work(lab));
            kit.out().printf("no exercise of lab %s is on%n", lab.shortNumber());
            return 0;
        }
        // No service has anything to save, and some are stopped, or ignore SIGTERM.
        for (var run : services) {
            StopCommand.end(kit, kit.out(), run, Duration.ZERO);
        }
        for (var server : RunningServer.all(kit)) {
            if (server.serves(lab)) {
                StopCommand.end(kit, kit.out(), server.run(), StopCommand.GRACE);
            }
        }
        Exercise.forget(kit.work(lab));
        kit.out().printf("the exercise of lab %s is over%n", lab.shortNumber());
        kit.out().println("old connections may keep a port for up to 60 s more");
        return 0;
    }

    private List<RunRecord> services(Lab lab) throws IOException {
        return kit.runs().running().stream().filter(run -> Exercise.isOf(lab, run)).toList();
    }
}
