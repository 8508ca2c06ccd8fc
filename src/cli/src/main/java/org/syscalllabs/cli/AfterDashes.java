package org.syscalllabs.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What stands behind {@code --}: a command, which picocli does not tell from other words. */
final class AfterDashes {
    private AfterDashes() {}

    /**
     * The command among the words of a command line, which are its last ones.
     *
     * @param words all positional parameters
     */
    static List<String> of(CommandSpec spec, List<String> words) {
        var typed = spec.commandLine().getParseResult().originalArgs();
        var dashes = typed.indexOf("--");
        var length = dashes < 0 ? 0 : typed.size() - dashes - 1;
        return words.subList(words.size() - length, words.size());
    }
}
