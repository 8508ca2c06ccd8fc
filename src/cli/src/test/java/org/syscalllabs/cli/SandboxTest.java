package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.testkit.machine.Sandbox;

/** Where {@code lab check} runs a server, and what it says where it can't run it there. */
@Timeout(60)
class SandboxTest {

    /** What a server has of the machine, told in its output before it serves as it should. */
    private static final String TELLS =
            """
            import os
            import sys

            from commands import listen, serve


            def writes(folder):
                try:
                    with open(os.path.join(os.path.expanduser(folder), "of-the-server"), "w"):
                        return "may write"
                except OSError as failure:
                    return failure.strerror


            here = os.path.dirname(os.path.abspath(__file__))
            if len([name for name in os.listdir("/proc") if name.isdigit()]) == 2:
                print("environment", " ".join(sorted(os.environ)))
                print("beside:", writes(here))
                print("home:", writes("~"))
                print("work:", writes(os.path.join(here, "..", "work", "03")))
                print("tmp:", writes("/tmp"))
                print("shm:", writes("/dev/shm"))
                print("cache:", os.makedirs(os.environ["XDG_CACHE_HOME"], exist_ok=True))
            else:
                print("not alone")
            sys.stdout.flush()
            listener = listen()
            while True:
                connection, _ = listener.accept()
                serve(connection)
            """;

    @TempDir private Path home;
    private TestKit kit;
    private String server = "";

    @BeforeEach
    void makeKit() throws IOException {
        kit = new TestKit(home);
        var own = Files.createDirectory(home.resolve("own"));
        server = Files.writeString(own.resolve("server.py"), TELLS).toString();
        Files.copy(Path.of(TestKit.server("commands.py")), own.resolve("commands.py"));
    }

    @Test
    void a_server_has_a_place_of_its_own() throws Exception {
        assumeTrue(Sandbox.problem().isEmpty(), "no sandbox here");
        var program = check();
        program.environment().put("A_SECRET", "of the user");
        program.environment().put("LC_TIME", "C.UTF-8");

        assertThat(run(program)).isEqualTo(0);

        assertThat(kit.read("out")).contains("4 of 4 claims proved");
        assertThat(kit.read("err")).isEmpty();
        var said = kit.read("work/03/server.log");
        assertThat(said)
                .contains(" HOST ", " PORT", " LC_TIME ", " PATH ")
                .doesNotContain("A_SECRET")
                .contains("beside: may write", "tmp: may write", "shm: may write", "cache: None")
                .contains("home: Read-only file system", "work: Read-only file system");
        assertThat(home.resolve("own/of-the-server")).isRegularFile();
        assertThat(Path.of("/tmp/of-the-server")).doesNotExist();
        assertThat(Path.of("/dev/shm/of-the-server")).doesNotExist();
    }

    @Test
    void a_server_that_takes_all_memory_is_ended_and_told_why() {
        assumeTrue(Sandbox.problem().isEmpty(), "no sandbox here");
        assumeTrue(
                Files.isWritable(Path.of("/sys/fs/cgroup/memory"))
                        || Files.isWritable(Path.of("/sys/fs/cgroup/cgroup.procs")),
                "no cgroups to write");

        var ran =
                kit.check3(
                        "--timeout",
                        "50",
                        "--",
                        "python3",
                        TestKit.server("hostile.py"),
                        "blocking",
                        "takes-all-memory",
                        "0",
                        "no-trace");

        assertThat(ran.out())
                .contains("killed by SIGKILL: it had more than the 2 GB of memory that a sandbox");
        assertThat(ran.exit()).isEqualTo(1);
    }

    /** One that is refused its port says which process has it. */
    @Test
    void servers_that_must_see_one_another_have_none() {
        var own = kit.lab("check", "4", "--port", "0");

        assertThat(own.exit()).as(own.out() + own.err()).isEqualTo(0);
        assertThat(own.err()).isEmpty();

        var other = kit.lab("check", "4", "--port", "0", "--", "python3", server);

        assertThat(other.err())
                .startsWith("lab: no sandbox: the servers of this lab must see one another; so");
    }

    /** Others run the programs of a folder that is called bin, too: those of a JDK, say. */
    @Test
    void where_programs_are_nothing_is_written() throws IOException {
        assumeTrue(Sandbox.problem().isEmpty(), "no sandbox here");
        var bin = Files.createDirectories(home.resolve("jdk/bin"));
        var java = Files.copy(Path.of("/bin/sh"), bin.resolve("java")).toString();

        var ran = kit.check3("--", java, "-c", "echo changed >'" + bin + "/javac'");

        assertThat(ran.out()).contains("it ended before it called listen()");
        assertThat(bin.resolve("javac")).doesNotExist();
    }

    @Test
    void json_says_whether_there_was_a_sandbox() {
        assumeTrue(Sandbox.problem().isEmpty(), "no sandbox here");

        assertThat(kit.check3("--format", "json", "--", "python3", server).out())
                .contains("\"sandbox\" : true");
        assertThat(kit.check3("--no-sandbox", "--format", "json", "--", "python3", server).out())
                .contains("\"sandbox\" : false");
    }

    /** As in most containers: simulated by a user namespace that must have none in it. */
    @Test
    void where_user_namespaces_are_forbidden_it_says_so_and_checks_all_the_same() throws Exception {
        assumeTrue(Sandbox.problem().isEmpty(), "no sandbox here");
        var program = check();
        var around = List.of("bwrap", "--dev-bind", "/", "/", "--unshare-user", "--disable-userns");
        program.command(Stream.concat(around.stream(), program.command().stream()).toList());

        assertThat(run(program)).isEqualTo(0);

        assertThat(kit.read("err"))
                .matches("lab: no sandbox: bwrap: .*; so the server (can reach|runs as).*\n");
    }

    @Test
    void where_bubblewrap_is_not_installed_it_says_which_package_has_it() throws Exception {
        var tools = Files.createDirectory(home.resolve("tools"));
        for (var folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            for (var program : programs(Path.of(folder))) {
                var link = tools.resolve(program.getFileName());
                if (!link.endsWith("bwrap") && !Files.exists(link)) {
                    Files.createSymbolicLink(link, program);
                }
            }
        }
        var program = check();
        program.environment().put("PATH", tools.toString());

        assertThat(run(program)).isEqualTo(0);

        assertThat(kit.read("err"))
                .startsWith(
                        "lab: no sandbox: bubblewrap is not installed:"
                                + " sudo apt-get install bubblewrap; so the server ");
    }

    @Test
    void without_one_nothing_is_said_where_none_is_wanted() throws Exception {
        assertThat(run(check("--no-sandbox"))).isEqualTo(0);

        assertThat(kit.read("err")).isEmpty();
        assertThat(kit.read("work/03/server.log")).contains("not alone");
    }

    private static List<Path> programs(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var programs = Files.list(folder)) {
            return programs.toList();
        }
    }

    private ProcessBuilder check(String... options) {
        var command = new ArrayList<>(List.of("check", "3", "--port", "0"));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("--", "python3", server));
        return kit.program(command.toArray(String[]::new));
    }

    private static int run(ProcessBuilder program) throws IOException, InterruptedException {
        var process = program.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("it ends within 40 s").isTrue();
        return process.exitValue();
    }
}
