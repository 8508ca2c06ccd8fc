package org.syscalllabs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.syscalllabs.cli.kit.Kit;

/**
 * What the launcher runs once after a build, so that the JVM's start-up cache holds the classes
 * that commands need: {@code check} for a check and a demo, {@code lab} for all others. It says
 * nothing and changes nothing.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514: ahead-of-time command-line ergonomics</a>
 */
final class Rehearsal {
    private Rehearsal() {}

    static void main(String[] args) throws IOException {
        var silence = new PrintWriter(Writer.nullWriter());
        var kit = new Kit(Kit.here().home(), silence, silence);
        if (args[0].equals("check")) {
            check(kit);
        } else {
            Main.run(kit, "--help");
            Main.run(kit);
        }
        System.exit(0); // as every command ends: that takes classes too
    }

    /** A whole check, in a folder of its own: where there is no strace it ends early. */
    private static void check(Kit kit) throws IOException {
        var home = Files.createTempDirectory("lab-rehearsal");
        try {
            Files.createSymbolicLink(home.resolve("labs"), kit.home().resolve("labs"));
            Main.run(new Kit(home, kit.out(), kit.err()), "check", "3", "--port", "0");
        } finally {
            delete(home);
        }
    }

    /** Files.walk does not follow the link to the labs: only the link itself goes. */
    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
