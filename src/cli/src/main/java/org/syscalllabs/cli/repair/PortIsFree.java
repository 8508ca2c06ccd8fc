package org.syscalllabs.cli.repair;

import java.util.List;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.testkit.failure.FailureText;

/** Whether what was in the way of the port has gone. */
record PortIsFree(Observed now) implements RepairGoal {

    @Override
    public String sentence() {
        return "port " + now.port() + " is no longer held by what was in the way";
    }

    @Override
    public Result judge() {
        var inTheWay = now.exercise().inTheWay();
        return inTheWay.isPresent() ? process(inTheWay.get()) : oldConnections();
    }

    private Result process(NotedService service) {
        for (var process : now.processes(service)) {
            var listener = now.listener(process);
            if (listener.isPresent()) {
                return Result.refuted(stillHeld(service, process.pid(), listener.get()));
            }
        }
        if (now.exercise().scenario() == Scenario.RESTARTED && service.process().isAlive()) {
            return Result.refuted(betweenTwoChildren(service));
        }
        return Result.proved("%s, PID %d, has gone".formatted(service.name(), service.pid()));
    }

    private FailureText stillHeld(NotedService service, long pid, TcpSocket listener) {
        var text =
                FailureText.expected(sentence())
                        .butWas("%s (pid %d) has it".formatted(service.name(), pid))
                        .rows(List.of(Observed.row(listener)));
        return switch (now.exercise().scenario()) {
            case HELD, HELD_AMONG_DECOYS, TIME_WAIT ->
                    text.hint("ss -ltnp 'sport = :" + now.port() + "' shows who listens there");
            case RESTARTED -> restarted(text, service, pid);
            case IGNORES_SIGTERM ->
                    text.because("it ignores SIGTERM: bit 15 of SigIgn in /proc/" + pid + "/status")
                            .hint(
                                    "no process can ignore SIGKILL; be sure that it is the right one");
            case IPV6_ONLY ->
                    text.because(
                                    "127.0.0.1 and ::1 are two addresses: each has a port of this number")
                            .hint(
                                    "netstat -ltnp shows both; a client of localhost may try ::1 first");
            case STOPPED ->
                    ProcFile.state(pid).equals("T")
                            ? text.because(stopped(pid))
                                    .hint("SIGCONT lets it go on; SIGKILL does not wait for that")
                            : text.hint("it goes on again, and can be asked to end");
        };
    }

    private static FailureText restarted(FailureText text, NotedService service, long child) {
        return service.process().isAlive()
                ? text.because(
                                "its parent is PID "
                                        + ProcFile.parent(child)
                                        + ", and starts another one whenever it ends")
                        .hint("the parent first, then the child: ps -o pid,ppid,stat,args")
                : text.because("the parent that started it has ended, and it lives on")
                        .hint("no process starts another one now: end it");
    }

    private FailureText betweenTwoChildren(NotedService service) {
        return FailureText.expected(sentence())
                .butWas(
                        "%s (pid %d) lives, and will have it again"
                                .formatted(service.name(), service.pid()))
                .because("its child had the port; it starts another one whenever it ends")
                .hint("the parent first, then the child: ps -o pid,ppid,stat,args");
    }

    private static String stopped(long pid) {
        return ProcFile.isPending(pid, Setup.SIGTERM)
                ? "it is stopped (state T): SIGTERM is pending until it goes on"
                : "it is stopped (state T): SIGTERM would be pending until it goes on";
    }

    private Result oldConnections() {
        var old = now.oldConnections();
        if (old.isEmpty()) {
            return Result.proved("no old connection is left");
        }
        if (now.listeners().stream().anyMatch(now::isLabServers)) {
            return Result.proved("the lab's server has it beside the old connections");
        }
        return Result.refuted(
                FailureText.expected(sentence())
                        .butWas("old connections have it, for " + now.secondsLeft() + " s at most")
                        .rows(old.stream().map(Observed::row).toList())
                        .because(
                                "the side that closes first keeps the connection for 60 s; no"
                                        + " process has it")
                        .hint("wait, or " + now.startCommand() + " -- --reuse-address"));
    }
}
