package org.syscalllabs.cli.repair;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;

/**
 * An exercise that is on: what is in the way, and which services run beside it. It is kept in the
 * file {@code exercise.properties} of the lab's work folder, so that a check can tell which of them
 * are missing.
 *
 * @param port the port that something is in the way of
 */
public record Exercise(long seed, Scenario scenario, int port, List<NotedService> services) {

    /** The name of the one lab that has an exercise, without its number. */
    private static final String LAB = "port-conflicts";

    /** In bytes. */
    private static final int LONGEST = 1 << 16;

    private static final String FILE = "exercise.properties";
    private static final String HALF = FILE + ".half";

    /**
     * The exercise whose notes are in the lab's work folder; empty when none is on. One of before
     * the machine's last start is not on: its processes are gone.
     *
     * @throws Problem when the notes are damaged
     */
    public static Optional<Exercise> in(Kit kit, Lab lab) {
        var folder = kit.work(lab);
        var notes = new Properties();
        var file = folder.resolve(FILE);
        if (!Files.exists(file, NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            var text = OwnFile.read(file, LONGEST).orElseThrow(() -> damaged(folder, lab));
            notes.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw damaged(folder, lab);
        }
        var boot = notes.getProperty("boot");
        if (boot != null && notes.containsKey("end") && !boot.equals(ProcFile.bootId())) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(notes));
        } catch (IllegalArgumentException cut) {
            throw damaged(folder, lab);
        }
    }

    /** Whether an exercise is on, also when its notes are damaged. */
    public static boolean isOn(Kit kit, Lab lab) {
        try {
            return in(kit, lab).isPresent();
        } catch (Problem damaged) {
            return true;
        }
    }

    /** Whether a check can judge it: the notes are there, and whole. */
    public static boolean hasNotes(Kit kit, Lab lab) {
        try {
            return in(kit, lab).isPresent();
        } catch (Problem damaged) {
            return false;
        }
    }

    /** Whether this lab has an exercise. */
    public static boolean isFor(Lab lab) {
        return lab.name().equals(lab.number() + "-" + LAB);
    }

    /** Writes the notes as a whole or not at all. */
    void write(Path folder) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("boot=" + ProcFile.bootId());
        lines.add("seed=" + seed);
        lines.add("scenario=" + scenario);
        lines.add("port=" + port);
        lines.add("services=" + services.size());
        for (var i = 0; i < services.size(); i++) {
            var service = services.get(i);
            lines.add(i + ".name=" + service.name());
            lines.add(i + ".kind=" + service.kind().name());
            lines.add(i + ".port=" + service.port());
            lines.add(i + ".run=" + service.run());
            lines.add(i + ".pid=" + service.process().pid());
            lines.add(i + ".start=" + service.process().startTicks());
        }
        lines.add("end=yes");
        var half = folder.resolve(HALF);
        Files.write(half, lines);
        Files.move(half, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Forgets the exercise of this work folder: its notes and its logs. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        Files.deleteIfExists(folder.resolve(HALF));
        var logs = logs(folder);
        if (Files.isDirectory(logs, NOFOLLOW_LINKS)) {
            try (var files = Files.list(logs)) {
                for (var log : files.toList()) {
                    OwnFile.clear(log);
                }
            }
        }
        OwnFile.clear(logs);
    }

    /** The folder of the services' logs. */
    private static Path logs(Path folder) {
        return folder.resolve("exercise");
    }

    /** Where a service of the exercise writes to. */
    static Path log(Path folder, String service) {
        return logs(folder).resolve(service + ".log");
    }

    /** What the record of a service's run says that it is for. */
    static String purpose(Lab lab, String service) {
        return "exercise of %s: %s".formatted(lab.name(), service);
    }

    /** Whether the run is one of an exercise of this lab, also of one without notes. */
    public static boolean isOf(Lab lab, RunRecord run) {
        return run.purpose().startsWith(purpose(lab, ""));
    }

    /** What has the port, or keeps a child that has it; empty when old connections have it. */
    Optional<NotedService> inTheWay() {
        return services.stream().filter(service -> !service.isBystander()).findFirst();
    }

    List<NotedService> bystanders() {
        return services.stream().filter(NotedService::isBystander).toList();
    }

    private static Exercise read(Properties notes) {
        require(notes, "end");
        var services = new ArrayList<NotedService>();
        for (var i = 0; i < number(notes, "services"); i++) {
            services.add(
                    new NotedService(
                            require(notes, i + ".name"),
                            ServiceKind.valueOf(require(notes, i + ".kind")),
                            (int) number(notes, i + ".port"),
                            require(notes, i + ".run"),
                            new ProcessIdentity(
                                    number(notes, i + ".pid"), number(notes, i + ".start"))));
        }
        return new Exercise(
                number(notes, "seed"),
                Scenario.valueOf(require(notes, "scenario")),
                (int) number(notes, "port"),
                List.copyOf(services));
    }

    private static long number(Properties notes, String key) {
        return Long.parseLong(require(notes, key));
    }

    private static String require(Properties notes, String key) {
        var value = notes.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return value;
    }

    private static Problem damaged(Path folder, Lab lab) {
        return Problem.environment(
                "the notes of the exercise are damaged: " + folder.resolve(FILE),
                "./lab reset " + lab.shortNumber() + " ends it");
    }
}
