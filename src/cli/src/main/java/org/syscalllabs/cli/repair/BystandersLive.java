package org.syscalllabs.cli.repair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.testkit.failure.FailureText;

/** Whether all that was not in the way still runs: the same processes, not others like them. */
record BystandersLive(Observed now) implements RepairGoal {

    @Override
    public String sentence() {
        return "no bystander was hurt";
    }

    @Override
    public Result judge() {
        var bystanders = now.exercise().bystanders();
        var dead = bystanders.stream().filter(service -> !service.process().isAlive()).toList();
        var stopped =
                bystanders.stream()
                        .filter(service -> ProcFile.state(service.pid()).equals("T"))
                        .filter(service -> !dead.contains(service))
                        .toList();
        if (dead.isEmpty() && stopped.isEmpty()) {
            return Result.proved(
                    bystanders.stream()
                            .map(service -> Long.toString(service.pid()))
                            .collect(Collectors.joining(" ", "still there: PID ", "")));
        }
        var was = new ArrayList<String>();
        for (var service : dead) {
            was.add(
                    "you killed %s: %s%s"
                            .formatted(shown(service), ending(service), another(service)));
        }
        for (var service : stopped) {
            was.add("you stopped " + shown(service) + ": SIGCONT lets it go on");
        }
        return Result.refuted(
                FailureText.expected(sentence())
                        .butWas(String.join("\n", was))
                        .because(reasons(dead))
                        .hint(dead.isEmpty() ? "" : anotherTry()));
    }

    /** {@code 4711, a decoy (mail-queue, java, on port 16379)}. */
    private static String shown(NotedService service) {
        return "%d, %s (%s, java, on port %d)"
                .formatted(service.pid(), service.kind(), service.name(), service.port());
    }

    private String ending(NotedService service) {
        var log = Exercise.log(now.folder(), service.name());
        if (!Files.exists(log)) {
            return "its log is gone, too, so the signal can't be told";
        }
        try {
            return Service.wasAsked(log)
                    ? "its log says that it was asked to end, by SIGTERM or the like"
                    : "its log does not say that it was asked to end, so it was SIGKILL";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It may have been started again: that is another process. */
    private String another(NotedService service) {
        return now.sockets().stream()
                .filter(socket -> socket.listens() && socket.localPort() == service.port())
                .map(PortHolder::of)
                .map(holder ->
                        "\n%s has port %d now: another process%s"
                                .formatted(holder, service.port(), Observed.started(holder.pid())))
                .findFirst()
                .orElse("");
    }

    private String reasons(List<NotedService> dead) {
        return dead.stream()
                .map(NotedService::kind)
                .distinct()
                .map(kind ->
                        switch (kind) {
                            case LOOK_ALIKE ->
                                    "its port has the digits of %d in it, and is another port";
                            case CLIENT ->
                                    "it is a client of port %d: it connects to the port, and does not hold it";
                            case NEIGHBOUR, IN_THE_WAY ->
                                    "it is called java too, and never had port %d";
                        })
                .map(reason -> reason.formatted(now.port()))
                .collect(Collectors.joining("\n"));
    }

    private String anotherTry() {
        return """
        ss -ltnp 'sport = :%1$d' shows who listens there, and nothing else
        another try: ./lab reset %2$s, then ./lab break %2$s --seed %3$d%4$s\
        """
                .formatted(
                        now.port(),
                        now.lab().shortNumber(),
                        now.exercise().seed(),
                        now.portOption());
    }
}
