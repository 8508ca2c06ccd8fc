package org.syscalllabs.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A lab, or, behind {@code --}, the command of a server. */
final class LabOrCommand {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "LAB",
            arity = "0..*",
            description = "Its number, 1, 01 or 01-start-server; or, after --, a command.")
    private List<String> words = List.of();

    /** How many servers are named: one at most makes sense. */
    int count() {
        return words.size() - command().size() + (command().isEmpty() ? 0 : 1);
    }

    /** The lab, as it was typed. */
    Optional<String> lab() {
        return words.size() > command().size() ? Optional.of(words.getFirst()) : Optional.empty();
    }

    /** The command; empty where none was given. */
    List<String> command() {
        return words.subList(words.size() - wordsAfterDashes(spec), words.size());
    }

    /** How many words stand behind {@code --}: picocli does not tell them from others. */
    static int wordsAfterDashes(CommandSpec spec) {
        var typed = spec.commandLine().getParseResult().originalArgs();
        var dashes = typed.indexOf("--");
        return dashes < 0 ? 0 : typed.size() - dashes - 1;
    }
}
