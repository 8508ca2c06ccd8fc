package org.syscalllabs.cli;

import java.io.PrintWriter;
import java.io.Writer;

/**
 * What the launcher runs once after a build, so that the JVM's start-up cache holds the classes
 * that commands need. It says nothing and changes nothing.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514: ahead-of-time command-line ergonomics</a>
 */
final class Rehearsal {
    private Rehearsal() {}

    static void main(String[] args) {
        var silence = new PrintWriter(Writer.nullWriter());
        var kit = new Kit(Kit.here().home(), silence, silence);
        Main.run(kit, "--help");
        Main.run(kit);
        Main.run(kit, "no-such-command");
        for (var command : LabCommand.commandLine(kit).getSubcommands().keySet()) {
            Main.run(kit, command, "--help");
        }
    }
}
