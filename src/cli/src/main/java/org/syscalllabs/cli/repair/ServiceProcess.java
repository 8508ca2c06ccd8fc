package org.syscalllabs.cli.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/**
 * A process that runs {@link Service}, in a session of its own.
 *
 * @param service which service of the plan it is
 * @param run its record, with its first process
 */
record ServiceProcess(Plan plan, PlannedService service, RunRecord run) {

    /** The command that starts a service. */
    static List<String> command(Plan plan, PlannedService service) {
        var command = new ArrayList<String>();
        if (plan.isInTheWay(service, Scenario.IGNORES_SIGTERM)) {
            // A program inherits which signals are ignored, and Java leaves it at that.
            command.addAll(List.of("sh", "-c", "trap '' TERM; exec \"$@\"", "sh"));
        }
        command.add(Kit.java().toString());
        command.addAll(List.of("-Xmx16m", "-Xshare:auto", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", Kit.classPath()));
        command.addAll(List.of(Service.class.getName(), service.name()));
        switch (service.kind()) {
            case LOOK_ALIKE ->
                    command.addAll(List.of("--listen", service.host() + ":" + service.port()));
            case CLIENT -> command.addAll(List.of("--upstream", "127.0.0.1:" + plan.port()));
            case IN_THE_WAY, NEIGHBOUR -> {}
        }
        return Launch.inSessionOfInit(command);
    }

    /**
     * Starts the command. The service is not its child: setsid ends as soon as it has forked, and
     * the rest has no parent but init, as services have.
     */
    static Process start(Plan plan, PlannedService service, RunRecord run, Path log)
            throws IOException {
        var launch =
                Launch.of(run, command(plan, service))
                        .with(Service.LISTEN, service.host() + ":" + service.port());
        if (plan.isInTheWay(service, Scenario.RESTARTED)) {
            launch.with(Service.KEEPS_A_CHILD, "yes");
        }
        return launch.toFile(log);
    }

    /** The process of a run that the others come from. */
    static Optional<ProcessIdentity> eldest(RunRecord run) {
        return Runs.processes(run).stream()
                .min(Comparator.comparingLong(ProcessIdentity::startTicks));
    }

    ProcessIdentity identity() {
        return run.process();
    }

    /** Whether it is what is in the way, and in this manner. */
    boolean is(Scenario scenario) {
        return plan.isInTheWay(service, scenario);
    }

    /** Where it listens, or its child does. */
    Optional<TcpSocket> listener() {
        return processes()
                .flatMap(process -> TcpSocket.listeners(process.pid()).stream())
                .findFirst();
    }

    /** Whether it is connected to the port that the exercise is about. */
    boolean isConnected() {
        return TcpSocket.all().stream()
                .filter(socket -> socket.peerPort() == plan.port())
                .filter(socket -> socket.state() == State.ESTABLISHED)
                .anyMatch(socket -> socket.isOpenIn(identity().pid()));
    }

    /** What is noted of it. */
    NotedService noted() {
        var port = listener().orElseThrow().localPort();
        return new NotedService(service.name(), service.kind(), port, run.id(), identity());
    }

    private Stream<ProcessIdentity> processes() {
        return is(Scenario.RESTARTED) ? Runs.processes(run).stream() : Stream.of(identity());
    }

    /** Its service's name. */
    @Override
    public String toString() {
        return service.name();
    }
}
