package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;

/**
 * An exercise that {@code lab break} has begun on a port of its own, as its notes have it.
 *
 * @param services what runs, what is in the way first
 */
record Broken(TestKit kit, int port, List<Noted> services) {

    /** Seeds of {@link org.syscalllabs.cli.repair.Plan}, by what they put in the way. */
    static final int HELD = 3;

    static final int HELD_AMONG_DECOYS = 4;
    static final int RESTARTED = 14;
    static final int IGNORES_SIGTERM = 5;
    static final int IPV6_ONLY = 2;
    static final int STOPPED = 1;
    static final int TIME_WAIT = 10;

    record Noted(String name, String kind, int port, ProcessIdentity process) {
        long pid() {
            return process.pid();
        }
    }

    static Broken by(TestKit kit, int seed) throws IOException {
        return by(kit, seed, Ports.free());
    }

    static Broken by(TestKit kit, int seed, int port) throws IOException {
        var ran = kit.lab("break", "4", "--seed", "" + seed, "--port", "" + port);
        assertThat(ran.exit()).describedAs(ran.err()).isZero();
        var notes = new Properties();
        try (Reader in =
                Files.newBufferedReader(kit.home().resolve("work/04/exercise.properties"))) {
            notes.load(in);
        }
        var services =
                IntStream.range(0, Integer.parseInt(notes.getProperty("services")))
                        .mapToObj(i -> noted(notes, i + "."))
                        .toList();
        return new Broken(kit, port, services);
    }

    private static Noted noted(Properties notes, String key) {
        return new Noted(
                notes.getProperty(key + "name"),
                notes.getProperty(key + "kind"),
                Integer.parseInt(notes.getProperty(key + "port")),
                new ProcessIdentity(
                        Long.parseLong(notes.getProperty(key + "pid")),
                        Long.parseLong(notes.getProperty(key + "start"))));
    }

    Noted inTheWay() {
        return of("IN_THE_WAY");
    }

    Noted of(String kind) {
        return services.stream()
                .filter(service -> service.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no service is " + kind));
    }

    List<Noted> bystanders() {
        return services.stream().filter(service -> !service.kind().equals("IN_THE_WAY")).toList();
    }

    /** Ends what is in the way, as it should be. */
    void repair() {
        kill(inTheWay().process());
    }

    void kill(ProcessIdentity process) {
        process.kill();
        TestKit.await(process + " has ended", () -> !process.isAlive());
    }

    /** Stops a process: it gets SIGSTOP, and has no processor any more. */
    void stop(ProcessIdentity process) throws IOException {
        new ProcessBuilder(List.of("sh", "-c", "kill -STOP " + process.pid())).start();
        TestKit.await(process + " is stopped", () -> ProcFile.state(process.pid()).equals("T"));
    }

    TestKit.Ran start(String... more) {
        var command = new ArrayList<>(List.of("start", "4", "--port", Integer.toString(port)));
        command.addAll(List.of(more));
        var ran = kit.lab(command.toArray(String[]::new));
        assertThat(ran.exit()).describedAs(ran.err()).isZero();
        return ran;
    }

    /** What the check says, without the times at which processes have started. */
    String refuted() {
        var ran = kit.lab("check", "4");
        assertThat(ran.exit()).describedAs(ran.out() + ran.err()).isEqualTo(1);
        return ran.out().replaceAll("since \\d\\d:\\d\\d:\\d\\d", "since then");
    }

    /** The text, with {@code PORT} as this exercise's port. */
    String text(String text) {
        return text.replace("PORT", Integer.toString(port));
    }
}
