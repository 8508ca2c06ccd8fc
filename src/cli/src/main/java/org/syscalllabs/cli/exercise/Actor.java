package org.syscalllabs.cli.exercise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.syscalllabs.cli.Kit;
import org.syscalllabs.proc.Launch;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/**
 * Who plays a part: a {@link Service} in a process of its own, in a session of its own.
 *
 * @param run its record; its first process is the actor
 */
record Actor(Plan plan, Part part, RunRecord run) {

    /** The command that plays a part. */
    static List<String> command(Plan plan, Part part) {
        var command = new ArrayList<String>();
        if (plan.isInTheWay(part, Scenario.IGNORES_SIGTERM)) {
            // A program inherits which signals are ignored, and Java leaves it at that.
            command.addAll(List.of("sh", "-c", "trap '' TERM; exec \"$@\"", "sh"));
        }
        command.add(Kit.java().toString());
        command.addAll(List.of("-Xmx16m", "-Xshare:auto", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", Kit.classPath()));
        command.addAll(List.of(Service.class.getName(), part.name()));
        switch (part.role()) {
            case LOOK_ALIKE -> command.addAll(List.of("--listen", part.host() + ":" + part.port()));
            case CLIENT -> command.addAll(List.of("--upstream", "127.0.0.1:" + plan.port()));
            case IN_THE_WAY, NEIGHBOUR -> {}
        }
        return Launch.inSessionOfInit(command);
    }

    /**
     * Starts the command. What it starts is not its child: setsid ends as soon as it has forked,
     * and the rest has no parent but init, as services have.
     */
    static Process setsid(Plan plan, Part part, RunRecord run, Path log) throws IOException {
        var launch =
                Launch.of(run, command(plan, part))
                        .with(Service.LISTEN, part.host() + ":" + part.port());
        if (plan.isInTheWay(part, Scenario.RESTARTED)) {
            launch.with(Service.KEEPS_A_CHILD, "yes");
        }
        return launch.toFile(log);
    }

    /** The process of a run that the others come from. */
    static Optional<ProcessIdentity> first(RunRecord run) {
        return Runs.processes(run).stream()
                .min(Comparator.comparingLong(ProcessIdentity::startTicks));
    }

    ProcessIdentity process() {
        return run.process();
    }

    /** Whether its part is to be in the way in this manner. */
    boolean is(Scenario scenario) {
        return plan.isInTheWay(part, scenario);
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
                .anyMatch(socket -> socket.isOpenIn(process().pid()));
    }

    /** What is noted of it. */
    Member member() {
        var port = listener().orElseThrow().localPort();
        return new Member(part.name(), part.role(), port, run.id(), process());
    }

    private Stream<ProcessIdentity> processes() {
        return is(Scenario.RESTARTED) ? Runs.processes(run).stream() : Stream.of(process());
    }

    /** Its service's name. */
    @Override
    public String toString() {
        return part.name();
    }
}
