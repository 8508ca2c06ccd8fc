package org.syscalllabs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code lab}: the labs, and where you are. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        version = "lab 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        header = "Learn how a server talks to its clients, with the kernel as the witness.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab            the labs, and where you are",
            "  ./lab start 1    start the server of lab 1",
            "  ./lab trace 1    watch its system calls (in a second terminal)",
            "  ./lab client     talk to it (in a third)",
            "  ./lab check 1    prove from the trace what it did",
            "  ./lab stop       end it",
        })
final class LabCommand implements Callable<Integer> {
    private final Kit kit;

    LabCommand(Kit kit) {
        this.kit = kit;
    }

    /** The whole command line: one line a subcommand. */
    static CommandLine commandLine(Kit kit) {
        return new CommandLine(new LabCommand(kit))
                .addSubcommand(new StartCommand(kit))
                .addSubcommand(new StopCommand(kit));
    }

    @Override
    public Integer call() {
        for (var lab : kit.labs()) {
            kit.out().printf("  %s  %s%n", lab.shortNumber(), lab.title());
        }
        return 0;
    }
}
