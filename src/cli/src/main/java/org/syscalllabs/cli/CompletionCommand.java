package org.syscalllabs.cli;

import java.util.ArrayList;
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

    /** What picocli's completion does not know: which labs there are, and what stands behind --. */
    private static final String WORDS =
            """
            # Behind -- stands a command, with its files. Behind a command of lab, a lab's number.
            function _lab_words() {
              local word=${COMP_WORDS[COMP_CWORD]} i
              for ((i = 1; i < COMP_CWORD; i++)); do
                if [[ ${COMP_WORDS[i]} == -- ]]; then
                  type compopt &>/dev/null && compopt -o filenames 2>/dev/null
                  local IFS=$'\\n' kinds=(-f)
                  ((i + 1 < COMP_CWORD)) || kinds+=(-c)
                  COMPREPLY=($(compgen "${kinds[@]}" -- "$word"))
                  return
                fi
              done
              _complete_lab
              case ${COMP_WORDS[COMP_CWORD - 1]} in
                start | stop | trace | client | check | break | reset | demo)
                  [[ $word == -* ]] || COMPREPLY+=($(compgen -W "LABS" -- "$word"))
                  ;;
              esac
            }
            complete -F _lab_words -o default lab lab.sh lab.bash
            """;

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
        kit.out().println(WORDS.replace("LABS", numbers()));
        return 0;
    }

    private String numbers() {
        var labs = new ArrayList<String>();
        kit.labs().forEach(lab -> labs.add(lab.shortNumber()));
        return String.join(" ", labs);
    }
}
