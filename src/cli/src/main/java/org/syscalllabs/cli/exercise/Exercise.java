package org.syscalllabs.cli.exercise;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.syscalllabs.cli.Lab;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.RunRecord;

/**
 * An exercise that is on: what was played, by whom. It is kept in the file {@code
 * exercise.properties} of the lab's work folder, so that a check can tell who is missing.
 *
 * @param port the port that something is in the way of
 */
public record Exercise(long seed, Scenario scenario, int port, List<Member> cast) {

    /** The one lab that has an exercise. */
    public static final String LAB = "04-port-conflicts";

    private static final String FILE = "exercise.properties";
    private static final String HALF = FILE + ".half";

    /**
     * The exercise whose notes are in this work folder; empty when none is on. One of before the
     * machine's last start is not on: its processes are gone.
     *
     * @throws Problem when the notes are damaged
     */
    public static Optional<Exercise> in(Path folder) {
        var notes = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve(FILE))) {
            notes.load(in);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw damaged(folder);
        }
        var boot = notes.getProperty("boot");
        if (boot != null && notes.containsKey("end") && !boot.equals(ProcFile.bootId())) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(notes));
        } catch (IllegalArgumentException cut) {
            throw damaged(folder);
        }
    }

    /** Whether an exercise is on, also when its notes are damaged. */
    public static boolean isOn(Path folder) {
        try {
            return in(folder).isPresent();
        } catch (Problem damaged) {
            return true;
        }
    }

    /** Whether a check can judge it: the notes are there, and whole. */
    public static boolean hasNotes(Path folder) {
        try {
            return in(folder).isPresent();
        } catch (Problem damaged) {
            return false;
        }
    }

    /** Writes the notes as a whole or not at all. */
    void write(Path folder) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("boot=" + ProcFile.bootId());
        lines.add("seed=" + seed);
        lines.add("scenario=" + scenario);
        lines.add("port=" + port);
        lines.add("cast=" + cast.size());
        for (int i = 0; i < cast.size(); i++) {
            var member = cast.get(i);
            lines.add(i + ".name=" + member.name());
            lines.add(i + ".role=" + member.role().name());
            lines.add(i + ".port=" + member.port());
            lines.add(i + ".run=" + member.run());
            lines.add(i + ".pid=" + member.process().pid());
            lines.add(i + ".start=" + member.process().startTicks());
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
        if (Files.isDirectory(logs)) {
            try (var files = Files.list(logs)) {
                for (var log : files.toList()) {
                    Files.delete(log);
                }
            }
            Files.delete(logs);
        }
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
        return "exercise of " + lab.name() + ": " + service;
    }

    /** Whether the run is one of an exercise of this lab, also of one without notes. */
    public static boolean isOf(Lab lab, RunRecord run) {
        return run.purpose().startsWith(purpose(lab, ""));
    }

    /** Who has the port, or keeps a child that has it; empty when old connections have it. */
    Optional<Member> inTheWay() {
        return cast.stream().filter(member -> !member.isBystander()).findFirst();
    }

    List<Member> bystanders() {
        return cast.stream().filter(Member::isBystander).toList();
    }

    private static Exercise read(Properties notes) {
        require(notes, "end");
        var cast = new ArrayList<Member>();
        for (int i = 0; i < number(notes, "cast"); i++) {
            cast.add(
                    new Member(
                            require(notes, i + ".name"),
                            Role.valueOf(require(notes, i + ".role")),
                            (int) number(notes, i + ".port"),
                            require(notes, i + ".run"),
                            new ProcessIdentity(
                                    number(notes, i + ".pid"), number(notes, i + ".start"))));
        }
        return new Exercise(
                number(notes, "seed"),
                Scenario.valueOf(require(notes, "scenario")),
                (int) number(notes, "port"),
                List.copyOf(cast));
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

    private static Problem damaged(Path folder) {
        return Problem.environment(
                "the notes of the exercise are damaged: " + folder.resolve(FILE),
                "./lab reset " + Integer.parseInt(LAB.substring(0, 2)) + " ends it");
    }
}
