package org.syscalllabs.cli.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.syscalllabs.proc.Runs;

/**
 * Where the kit is and where it speaks to.
 *
 * @param home the folder that holds {@code labs/}
 * @param work the folder for all that the kit makes: logs, records, compiled labs. Ignored by git.
 *     {@code work/} in home, unless users share a kit that they can't write
 * @param standing the folder that its user stands in: paths are shown from there
 * @param out what was asked for: lists, replies, verdicts
 * @param err progress and problems
 * @param terminal whether {@code out} is a terminal that wants colours (see no-color.org)
 */
public record Kit(
        Path home, Path work, Path standing, PrintWriter out, PrintWriter err, boolean terminal) {

    /** A kit that speaks to something that is no terminal. */
    public Kit(Path home, PrintWriter out, PrintWriter err) {
        this(home, home.resolve("work"), home, out, err, false);
    }

    /** The kit that this program belongs to: {@code lab.home}, or the current folder. */
    public static Kit here() {
        var home = Path.of(System.getProperty("lab.home", "")).toAbsolutePath().normalize();
        var work = System.getProperty("lab.work");
        var standing = System.getProperty("lab.standing");
        return new Kit(
                home,
                work == null ? home.resolve("work") : Path.of(work),
                standing == null ? home : Path.of(standing),
                new PrintWriter(System.out, true, UTF_8),
                new PrintWriter(System.err, true, UTF_8),
                Boolean.getBoolean("lab.terminal"));
    }

    /** The labs of this kit, in order. */
    public Labs labs() {
        return Labs.in(home.resolve("labs"));
    }

    /** The folder for what one lab's servers and checks leave behind: {@code work/03}. */
    public Path work(Lab lab) {
        return work.resolve(lab.number());
    }

    /** The records of what the kit has started and not yet ended. */
    public Runs runs() {
        return new Runs(work.resolve("run"));
    }

    /** The path as its user would type it. */
    public String show(Path path) {
        var full = path.toAbsolutePath().normalize();
        var near =
                full.startsWith(standing) || (full.startsWith(home) && standing.startsWith(home));
        return near ? standing.relativize(full).toString() : full.toString();
    }

    /** The java that runs this program: lab servers run on the same one. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** The class path of this program: the kit's jar, or the modules' folders in a test. */
    public static String classPath() {
        return System.getProperty("java.class.path");
    }
}
