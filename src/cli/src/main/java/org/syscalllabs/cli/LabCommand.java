package org.syscalllabs.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.Progress;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.BusyPort;
import org.syscalllabs.cli.repair.Exercise;
import picocli.CommandLine.Command;

/** {@code lab}: the labs, and where you are. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        version = "lab 0.1.0",
        synopsisSubcommandLabel = "[COMMAND]",
        header = "Learn how a server talks to its clients, with the kernel as the witness.",
        description = "Without a command: the labs, what is proved, and the next step.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab            the labs, and where you are",
            "  ./lab start 1    start the server of lab 1",
            "  ./lab trace 1    watch its system calls (in a second terminal)",
            "  ./lab client     talk to it (in a third)",
            "  ./lab check 1    prove from the trace what it did",
            "  ./lab break 4    an exercise: find what has the port, and end it",
            "  ./lab stop       end it",
        })
final class LabCommand implements Callable<Integer> {
    private final Kit kit;

    LabCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() {
        var servers = RunningServer.all(kit);
        var progress = new Progress(kit);
        kit.out().println("Syscall Labs: how a server talks to its clients, proved by the kernel");
        kit.out().println();
        Lab next = null;
        for (var lab : kit.labs()) {
            var state = progress.of(lab);
            kit.out().printf("  %s  %-36s %s%n", lab.shortNumber(), lab.title(), shown(state));
            if (next == null && state.filter(Progress.State::isProved).isEmpty()) {
                next = lab;
            }
        }
        kit.out().println();
        for (var server : servers) {
            var lab = kit.labs().find(server.lab());
            kit.out()
                    .printf(
                            "the server of lab %s runs: PID %d, on %s%n",
                            lab.shortNumber(), server.pid(), server.address());
        }
        if (!servers.isEmpty()) {
            kit.out().println();
        }
        for (var lab : kit.labs()) {
            if (Exercise.isOn(kit, lab)) {
                kit.out().println(BusyPort.isOn(kit, lab));
                kit.out().println();
            }
        }
        for (var line : steps(next, servers)) {
            kit.out().println(line);
        }
        return 0;
    }

    private String shown(Optional<Progress.State> state) {
        var words = state.map(Progress.State::toString).orElse("-");
        if (!kit.terminal() || state.isEmpty()) {
            return words;
        }
        return (state.get().isProved() ? "\033[32m" : "\033[31m") + words + "\033[0m";
    }

    /** What to do now: for the first lab that is not yet proved. */
    private List<String> steps(@Nullable Lab lab, List<RunningServer> servers) {
        if (lab == null) {
            return List.of("all labs are proved; ./lab check N does it again");
        }
        var n = lab.shortNumber();
        if (servers.stream().anyMatch(server -> server.serves(lab))) {
            return List.of(
                    "next: ./lab trace " + n + "     watch its system calls",
                    "      ./lab client " + n + "    talk to it, in another terminal",
                    "      ./lab check " + n + "     prove what it does");
        }
        return List.of(
                "next: read " + kit.show(lab.folder().resolve("README.md")),
                "      ./lab start " + n + "     start its server",
                "      ./lab check " + n + "     prove what it does",
                "      ./lab --help      all commands");
    }
}
