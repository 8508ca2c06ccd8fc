package org.syscalllabs.cli;

import java.util.concurrent.Callable;
import org.syscalllabs.cli.kit.Kit;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lab completion}: the script that makes the shell complete {@code ./lab}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        header = "Print the shell's completion of this command.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(./lab completion bash)    in this bash, or in ~/.bashrc",
            "  source <(./lab completion zsh)     in this zsh, or in ~/.zshrc",
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells. */
    enum Shell {
        bash,
        zsh
    }

    private final Kit kit;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    CompletionCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() {
        // zsh reads bash's completions by itself, once told to.
        if (shell == Shell.zsh) {
            kit.out().println("autoload -Uz compinit bashcompinit && compinit && bashcompinit");
        }
        kit.out().println(AutoComplete.bash("lab", Main.commandLine(kit)));
        return 0;
    }
}
