package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check that is stopped in the middle, while its server hangs; and one that can't begin. */
class StoppedCheckTest {

    @TempDir private Path home;
    private TestKit kit;

    /** An argument that only the processes of this test have. */
    private final String token = UUID.randomUUID().toString();

    @BeforeEach
    void aKitWithAWorkFolderOfItsOwn() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        processes().forEach(ProcessHandle::destroyForcibly);
        kit.close();
    }

    @Test
    void sigterm_ends_the_server_too_and_says_that_there_is_no_verdict() throws Exception {
        var check = checkOfAServerThatHangs();

        check.destroy();

        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isEqualTo(128 + 15);
        assertThat(processes()).isEmpty();
        assertThat(records()).isEmpty();
        assertThat(kit.read("err")).contains("lab: stopped before the verdict");
        assertThat(kit.read("out")).isEmpty();
    }

    @Test
    void sigterm_while_the_server_starts_leaves_nothing() throws Exception {
        var check = checkOfAServerThatHangs();
        var logOfSecondStart = home.resolve("work/03/trace-2.log");
        TestKit.await("the second test's server starts", () -> Files.exists(logOfSecondStart));

        check.destroy();

        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(processes()).isEmpty();
        assertThat(records()).isEmpty();
    }

    @Test
    void after_sigkill_the_next_command_names_the_server_and_stop_ends_it() throws Exception {
        var check = checkOfAServerThatHangs();

        check.destroyForcibly();
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(processes()).isNotEmpty();
        assertThat(kit.lab().err()).contains("left over from a killed lab").contains("lab stop");
        assertThat(kit.lab("stop").exit()).isEqualTo(0);
        TestKit.await("lab stop has ended the server", () -> processes().isEmpty());
        assertThat(kit.lab().err()).isEmpty();
    }

    @Test
    void without_strace_it_says_which_package_has_it() throws Exception {
        var program = kit.program("check", "3", "--port", "0");
        program.environment().put("PATH", home.toString());

        var check = program.start();

        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isEqualTo(3);
        assertThat(kit.read("err"))
                .contains("is not installed")
                .contains("apt-get install")
                .doesNotContain("\tat ");
    }

    private Process checkOfAServerThatHangs() throws IOException {
        var server = TestKit.server("hangs_in_the_middle.py");
        var check =
                kit.program(
                                "check",
                                "3",
                                "--port",
                                "0",
                                "--timeout",
                                "60",
                                "--",
                                "python3",
                                server,
                                token)
                        .start();
        TestKit.await("the server hangs", () -> kit.read("work/03/trace.log").contains("pause("));
        return check;
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> process.info().commandLine().orElse("").contains(token))
                .toList();
    }

    private List<Path> records() throws IOException {
        try (var files = Files.list(home.resolve("work/run"))) {
            return files.toList();
        }
    }
}
