package org.syscalllabs.cli;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.WorkFolder;
import org.syscalllabs.cli.repair.BusyPort;
import org.syscalllabs.cli.repair.Exercise;
import org.syscalllabs.cli.repair.Plan;
import org.syscalllabs.cli.repair.Setup;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.TcpSocket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab break}: puts something in the way of a lab's server, for the student to repair. */
@Command(
        name = "break",
        mixinStandardHelpOptions = true,
        header = "Put something in the way of a lab's server, to be repaired.",
        description = {
            "Something gets in the way of the server's port, in one of several ways. Find out what"
                    + " it is with ordinary tools, end it, and nothing else, and start the lab's"
                    + " server. ./lab check then judges the repair."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab break 4                an exercise by chance; it says its seed",
            "  ./lab break 4 --seed 7       that one again",
            "  ./lab break 4 --port 7000    on another port than 6379",
        })
final class BreakCommand implements Callable<Integer> {
    private static final int SEEDS = 1000;

    private final Kit kit;

    @Parameters(paramLabel = "LAB", description = "its number; lab 4 has an exercise")
    private String wanted = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "which exercise: the same seed, the same exercise")
    private @Nullable Long seed;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "the port; $PORT, or ${DEFAULT-VALUE}",
            defaultValue = "${env:PORT:-6379}")
    private int port;

    BreakCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException {
        var lab = labWithExercise();
        if (port < 1 || port > 65_535) {
            throw Problem.usage("there is no port " + port, "ports go from 1 to 65535");
        }
        try (var _ = WorkFolder.alone(kit, lab)) {
            if (Exercise.isOn(kit, lab)) {
                throw Problem.environment("the last exercise is not over", BusyPort.isOn(kit, lab));
            }
            requireUnused();
            var number = seed == null ? ThreadLocalRandom.current().nextLong(1, SEEDS) : seed;
            var plan = Plan.of(number, port, Setup.hasIpv6());
            new Setup(kit, lab, plan.without(listeningPorts())).run();
            report(lab, plan);
        }
        return 0;
    }

    private Lab labWithExercise() {
        var lab = kit.labs().find(wanted);
        if (!Exercise.isFor(lab)) {
            throw Problem.usage("lab " + lab.shortNumber() + " has no exercise", otherLab());
        }
        return lab;
    }

    private String otherLab() {
        for (var lab : kit.labs()) {
            if (Exercise.isFor(lab)) {
                return "lab %1$s has: ./lab break %1$s".formatted(lab.shortNumber());
            }
        }
        return "no lab of this kit has one";
    }

    /** Nothing listens there, and no old connection is left: the exercise is all that is wrong. */
    private void requireUnused() {
        var sockets =
                TcpSocket.all().stream().filter(socket -> socket.localPort() == port).toList();
        for (var socket : sockets) {
            if (socket.listens()) {
                throw BusyPort.problem(kit, socket, "another port: --port PORT");
            }
        }
        if (!sockets.isEmpty()) {
            var states =
                    sockets.stream()
                            .map(socket -> socket.state().name())
                            .distinct()
                            .collect(Collectors.joining(", "));
            throw Problem.environment(
                    "connections have port %d: %s".formatted(port, states),
                    "old ones go within a minute; or take another port: --port PORT");
        }
    }

    private static Set<Integer> listeningPorts() {
        return TcpSocket.listeners().stream()
                .map(TcpSocket::localPort)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void report(Lab lab, Plan plan) {
        var n = lab.shortNumber();
        var option = port == 6379 ? "" : " --port " + port;
        if (plan.isSecondChoice()) {
            kit.err().println("this machine has no IPv6: the seed is another exercise here");
        }
        kit.out().printf("the exercise of lab %s is on, seed %d%n%n", n, plan.seed());
        kit.out().println("you see:");
        plan.symptom(lab).lines().forEach(line -> kit.out().println("  " + line));
        kit.out().printf("%nrepair it, with netstat, ss, lsof, ps and kill in your own shell:%n");
        kit.out().printf("  1. end what is in the way of port %d, and nothing else:%n", port);
        kit.out().println("     the other services on this machine are needed");
        kit.out().printf("  2. ./lab start %s%s%n", n, option);
        kit.out().printf("  3. ./lab check %s     judges the repair%n%n", n);
        kit.out().printf("the same again: ./lab break %s --seed %d%s%n", n, plan.seed(), option);
        kit.out().printf("give up:        ./lab reset %s%n", n);
        kit.out().flush();
    }
}
