package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.Progress;

class CommandLineTest {
    @TempDir private Path home;
    private SmallKit lab;

    @BeforeEach
    void makeKit() throws IOException {
        lab = new SmallKit(home);
    }

    @Test
    void every_command_explains_itself_with_examples() {
        assertThat(lab.run("--help")).isZero();
        assertThat(lab.out()).contains("Examples:");
        for (var command : Main.commandLine(lab.kit()).getSubcommands().keySet()) {
            assertThat(lab.run(command, "--help")).isZero();
            assertThat(lab.out())
                    .describedAs(command)
                    .contains("xamples:")
                    .contains("./lab " + command);
            assertThat(lab.out().lines()).allMatch(line -> line.length() <= 80);
        }
    }

    @Test
    void without_a_command_it_lists_the_labs_and_the_next_step() {
        assertThat(lab.run()).isZero();
        assertThat(lab.out())
                .contains("  1  start server", "  2  trace syscalls")
                .contains("next: read labs/01-start-server/README.md");
    }

    @Test
    void the_next_step_is_in_the_first_lab_that_is_not_proved() {
        var progress = new Progress(lab.kit());
        progress.record(lab.kit().labs().find("1"), true);
        progress.record(lab.kit().labs().find("2"), false);
        assertThat(progress.of(lab.kit().labs().find("2"))).contains(Progress.State.REFUTED);

        lab.run();

        assertThat(lab.out())
                .containsPattern("1 .* proved")
                .containsPattern("2 .* refuted")
                .contains("next: read labs/02-trace-syscalls/README.md");
    }

    @Test
    void what_is_proved_stays_so_and_an_experiment_is_told() {
        var progress = new Progress(lab.kit());
        var first = lab.kit().labs().find("1");
        progress.record(first, true);
        progress.record(first, false);
        progress.record(first, false);

        assertThat(lab.run()).isZero();
        assertThat(lab.out())
                .containsPattern("1 .* proved before; the last check was not\n")
                .contains("next: read labs/02-");
        progress.record(first, true);
        assertThat(progress.of(first)).contains(Progress.State.PROVED);
    }

    @Test
    void a_lab_goes_by_number_folder_or_path() {
        var labs = lab.kit().labs();
        for (var name : new String[] {"1", "01", "01-start-server", "labs/01-start-server/"}) {
            assertThat(labs.find(name).name()).isEqualTo("01-start-server");
        }
    }

    @Test
    void an_unknown_lab_is_bad_usage_and_the_labs_are_listed() {
        assertThat(lab.run("start", "9")).isEqualTo(2);
        assertThat(lab.err())
                .isEqualTo(
                        """
                        lab: there is no lab 9
                        the labs are:
                          1  start server
                          2  trace syscalls
                        """);
    }

    @Test
    void an_unknown_command_is_bad_usage_and_the_nearest_are_named() {
        assertThat(lab.run("strat", "1")).isEqualTo(2);
        assertThat(lab.err()).contains("lab start").doesNotContain("\tat ");
    }

    @Test
    void a_missing_lab_is_bad_usage_and_the_help_is_named() {
        assertThat(lab.run("start")).isEqualTo(2);
        assertThat(lab.err()).contains("LAB").contains("see: ./lab start --help");
    }

    @Test
    void a_lab_that_does_not_run_can_not_be_traced() {
        assertThat(lab.run("trace", "1")).isEqualTo(3);
        assertThat(lab.err()).isEqualTo("lab: the server of lab 1 does not run\n./lab start 1\n");
    }

    @Test
    void there_is_completion_for_bash_and_zsh() {
        for (var shell : new String[] {"bash", "zsh"}) {
            assertThat(lab.run("completion", shell)).isZero();
            assertThat(lab.out()).contains("complete -F _complete_lab");
        }
        assertThat(lab.run("completion", "fish")).isEqualTo(2);
    }

    @Test
    void completion_knows_the_labs_and_the_files_behind_the_dashes() throws Exception {
        lab.run("completion", "bash");
        Files.writeString(home.resolve("completion"), lab.out());
        Files.writeString(home.resolve("server.py"), "");
        assertThat(completed("lab check ")).contains("1", "2").doesNotContain("server.py");
        assertThat(completed("lab st")).contains("start", "stop");
        assertThat(completed("lab check 3 --no")).contains("--no-sandbox");
        assertThat(completed("lab check 3 -- python3 ser")).containsExactly("server.py");
        assertThat(completed("lab check 3 -- bas")).contains("bash");
    }

    /** What bash offers behind these words. */
    private List<String> completed(String words) throws Exception {
        var script =
                "source ./completion; COMP_WORDS=(%s%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                                .formatted(words, words.endsWith(" ") ? "''" : "")
                        + " _lab_words; printf '%s\\n' \"${COMPREPLY[@]}\"";
        var bash = new ProcessBuilder("bash", "-c", script).directory(home.toFile()).start();
        try (var out = bash.inputReader()) {
            return out.lines().toList();
        }
    }

    @Test
    void the_doctor_names_wsl_and_what_it_lacks() {
        assertThat(
                        DoctorCommand.wsl(
                                "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)"))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("WSL 1").contains("wsl --set-version"));
        assertThat(
                        DoctorCommand.wsl(
                                "Linux version 5.15.90.1-microsoft-standard-WSL2 (oe-user@oe-host)"))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("WSL 2").contains("/mnt/c"));
        assertThat(
                        DoctorCommand.wsl(
                                "Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org)"))
                .isEmpty();
    }

    @Test
    void the_doctor_says_one_line_each() {
        assertThat(lab.run("doctor")).isIn(0, 3);
        assertThat(lab.out().lines()).allMatch(line -> line.matches("(ok|optional|missing) .*"));
        assertThat(lab.out()).contains("JDK 25", "strace", "ptrace", "port 6379", "work/");
    }

    @Test
    void no_colours_where_there_is_no_terminal() {
        new Progress(lab.kit()).record(lab.kit().labs().find("1"), true);
        lab.run();
        assertThat(lab.out()).doesNotContain("\u001b");
        lab.run("--help");
        assertThat(lab.out()).doesNotContain("\u001b");
    }
}
