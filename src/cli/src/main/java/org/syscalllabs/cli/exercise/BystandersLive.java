package org.syscalllabs.cli.exercise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.testkit.failure.FailureText;

/**
 * Whether everybody who was not in the way still runs: the same processes, not others like them.
 */
record BystandersLive(Observed now) implements Claim {

    @Override
    public String sentence() {
        return "no bystander was hurt";
    }

    @Override
    public Judgement judge() {
        var bystanders = now.exercise().bystanders();
        var dead = bystanders.stream().filter(member -> !member.process().isAlive()).toList();
        var stopped =
                bystanders.stream()
                        .filter(member -> ProcFile.state(member.pid()).equals("T"))
                        .filter(member -> !dead.contains(member))
                        .toList();
        if (dead.isEmpty() && stopped.isEmpty()) {
            return Judgement.proved(
                    bystanders.stream()
                            .map(member -> Long.toString(member.pid()))
                            .collect(Collectors.joining(" ", "still there: PID ", "")));
        }
        var was = new ArrayList<String>();
        for (var member : dead) {
            was.add(
                    "you killed %s: %s%s"
                            .formatted(who(member), lastWord(member), another(member)));
        }
        for (var member : stopped) {
            was.add("you stopped " + who(member) + ": SIGCONT lets it go on");
        }
        return Judgement.refuted(
                FailureText.expected(sentence())
                        .butWas(String.join("\n", was))
                        .because(reasons(dead))
                        .hint(dead.isEmpty() ? "" : anotherTry()));
    }

    /** {@code 4711, a decoy (mail-queue, java, on port 16379)}. */
    private static String who(Member member) {
        return "%d, %s (%s, java, on port %d)"
                .formatted(member.pid(), member.role(), member.name(), member.port());
    }

    private String lastWord(Member member) {
        var log = Exercise.log(now.folder(), member.name());
        if (!Files.exists(log)) {
            return "its log has gone, too: no telling by which signal";
        }
        try {
            return Service.wasAsked(log)
                    ? "it had a last word, so it was asked to, by SIGTERM or the like"
                    : "it had no last word, so it was SIGKILL";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody may have started it again: that is another process. */
    private String another(Member member) {
        return now.sockets().stream()
                .filter(socket -> socket.listens() && socket.localPort() == member.port())
                .map(PortHolder::of)
                .map(holder ->
                        "\n%s has port %d now: another process%s"
                                .formatted(holder, member.port(), Observed.started(holder.pid())))
                .findFirst()
                .orElse("");
    }

    private String reasons(List<Member> dead) {
        return dead.stream()
                .map(Member::role)
                .distinct()
                .map(role ->
                        switch (role) {
                            case LOOK_ALIKE ->
                                    "its port has the digits of %d in it, and is another port";
                            case CLIENT ->
                                    "it is a client of port %d: it connects to it, and has it not";
                            case NEIGHBOUR, IN_THE_WAY ->
                                    "it is called java too, and never had port %d";
                        })
                .map(reason -> reason.formatted(now.port()))
                .collect(Collectors.joining("\n"));
    }

    private String anotherTry() {
        return "ss -ltnp 'sport = :%d' shows who listens there, and nobody else\n"
                        .formatted(now.port())
                + "another try: ./lab reset 4, then ./lab break 4 --seed %d%s"
                        .formatted(now.exercise().seed(), now.portOption());
    }
}
