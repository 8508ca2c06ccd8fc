package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.cli.kit.WorkFolder;
import org.xml.sax.InputSource;

class CheckCommandTest {

    private static final String THREADED_SERVER =
            """
            700 1700000000.000001 listen(3<TCP:[127.0.0.1:6379]>, 5) = 0 <0.000010>
            700 1700000000.100000 accept4(3<TCP:[127.0.0.1:6379]>, {sa_family=AF_INET, sin_port=htons(41000), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4<TCP:[127.0.0.1:6379->127.0.0.1:41000]> <0.000010>
            700 1700000000.100100 clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD, exit_signal=0}, 88) = 701 <0.000010>
            700 1700000000.200000 accept4(3<TCP:[127.0.0.1:6379]>, {sa_family=AF_INET, sin_port=htons(41002), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 5<TCP:[127.0.0.1:6379->127.0.0.1:41002]> <0.000010>
            700 1700000000.200100 clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD, exit_signal=0}, 88) = 702 <0.000010>
            701 1700000000.300000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "SET name Alice\\r\\n", 8192, 0, NULL, NULL) = 16 <0.000010>
            701 1700000000.300100 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "+OK\\r\\n", 5, 0, NULL, 0) = 5 <0.000010>
            702 1700000000.400000 recvfrom(5<TCP:[127.0.0.1:6379->127.0.0.1:41002]>, "SET age 28\\r\\n", 8192, 0, NULL, NULL) = 12 <0.000010>
            702 1700000000.400100 sendto(5<TCP:[127.0.0.1:6379->127.0.0.1:41002]>, "+OK\\r\\n", 5, 0, NULL, 0) = 5 <0.000010>
            701 1700000000.500000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "", 8192, 0, NULL, NULL) = 0 <0.000010>
            701 1700000000.500100 close(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>) = 0 <0.000010>
            702 1700000000.600000 recvfrom(5<TCP:[127.0.0.1:6379->127.0.0.1:41002]>, "", 8192, 0, NULL, NULL) = 0 <0.000010>
            702 1700000000.600100 close(5<TCP:[127.0.0.1:6379->127.0.0.1:41002]>) = 0 <0.000010>
            """;

    /** The second client's bytes and its FIN wait in the kernel until the first has left. */
    private static final String BLOCKING_SERVER =
            """
            700 1700000000.000001 listen(3<TCP:[127.0.0.1:6379]>, 5) = 0 <0.000010>
            700 1700000000.100000 accept4(3<TCP:[127.0.0.1:6379]>, {sa_family=AF_INET, sin_port=htons(41000), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4<TCP:[127.0.0.1:6379->127.0.0.1:41000]> <0.000010>
            700 1700000000.300000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "SET name Alice\\r\\n", 8192, 0, NULL, NULL) = 16 <0.000010>
            700 1700000000.300100 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "+OK\\r\\n", 5, 0, NULL, 0) = 5 <0.000010>
            700 1700000000.500000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "", 8192, 0, NULL, NULL) = 0 <0.000010>
            700 1700000000.500100 close(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>) = 0 <0.000010>
            700 1700000000.600000 accept4(3<TCP:[127.0.0.1:6379]>, {sa_family=AF_INET, sin_port=htons(41002), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4<TCP:[127.0.0.1:6379->127.0.0.1:41002]> <0.000010>
            700 1700000000.700000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41002]>, "SET age 28\\r\\n", 8192, 0, NULL, NULL) = 12 <0.000010>
            700 1700000000.700100 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:41002]>, "+OK\\r\\n", 5, 0, NULL, 0) = 5 <0.000010>
            700 1700000000.800000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41002]>, "", 8192, 0, NULL, NULL) = 0 <0.000010>
            700 1700000000.800100 close(4<TCP:[127.0.0.1:6379->127.0.0.1:41002]>) = 0 <0.000010>
            """;

    @TempDir private Path home;
    private TestKit kit;

    @BeforeEach
    void aKitWithAWorkFolderOfItsOwn() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void leaveTheLabsAlone() throws IOException {
        kit.close();
    }

    @Test
    void a_recorded_log_is_judged_and_refuted_with_the_lines_the_reason_and_the_hint()
            throws IOException {
        var log = home.resolve("threaded.log");
        Files.writeString(log, THREADED_SERVER);

        var ran = kit.lab("check", "3", "--trace", log.toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains(
                        """
                        not run  bob is served only after alice has left   a recorded log has no server to talk to
                        """)
                .contains(
                        """
                        refuted  the server serves one client at a time

                          expected: the server serves one client at a time
                          but was:  client-2 was accepted on line 4, before client-1 had left (line 10)

                            line  thread      call                          client
                               2  main        accept4(3) = 4                client-1
                               4  main        accept4(3) = 5                client-2  ← client-2 is taken, client-1 is still there
                               6  thread 701  recvfrom(4) "SET name Alice"  client-1
                               8  thread 702  recvfrom(5) "SET age 28"      client-2  ← client-2 begins
                              11  thread 701  close(4)                      client-1  ← client-1 ends
                              13  thread 702  close(5)                      client-2

                          because:  thread 701 and thread 702, which made receives, were started after an accept
                          hint:     one at a time means: accept, serve until the client has left, and only then accept again
                        """)
                .contains("proved   every request got one reply   lines 6 7 10\n")
                .contains(
                        "\nrefuted: lab 03-many-clients, 1 of 2 claims proved, 2 do not apply;"
                                + " trace: threaded.log\n\n"
                                + "refuted  the server serves one client at a time\n\n")
                .endsWith("  trace:    " + log + ":13\n");
    }

    @Test
    void a_good_log_is_proved_though_the_claims_about_a_live_server_do_not_apply()
            throws IOException {
        var log = home.resolve("blocking.log");
        Files.writeString(log, BLOCKING_SERVER);

        var ran = kit.lab("check", "3", "--trace", log.toString());

        assertThat(ran.exit()).as(ran.out()).isEqualTo(0);
        assertThat(ran.out())
                .contains("not run  bob is served only after alice has left   a recorded log ")
                .contains("proved   the server serves one client at a time   lines ")
                .contains("proved   every request got one reply   lines ")
                .endsWith(
                        "\nproved: lab 03-many-clients, 2 of 2 claims proved, 2 do not apply;"
                                + " trace: blocking.log\n");
    }

    @Test
    void help_lists_every_exit_code() {
        assertThat(kit.lab("check", "--help").out())
                .contains("Exit codes:\n  0   every claim is proved\n  1   a claim is refuted\n")
                .contains("\n  4   the trace can't tell: what is missing is said\n");
    }

    @Test
    void a_blocking_server_in_another_language_is_proved_and_json_says_the_same()
            throws IOException {
        var file = home.resolve("verdict.json");

        var ran =
                kit.check3(
                        "--format",
                        "json",
                        "--output",
                        file.toString(),
                        "--",
                        "python3",
                        TestKit.server("blocking_resp.py"));

        assertThat(ran.out())
                .contains("proved   bob is served only after alice has left   lines ")
                .contains("waited")
                .contains(
                        "proved: lab 03-many-clients, 4 of 4 claims proved; spoken: plain lines; trace: work/03/trace.log");
        assertThat(ran.exit()).isEqualTo(0);
        assertThat(Files.readString(file)).contains("\"result\" : \"proved\"");
        try (var json = new JsonFactory().createParser(file.toFile())) {
            while (json.nextToken() != null) {
                assertThat(json.currentToken()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/full", "/no-such-folder/verdict.json"})
    void a_report_that_can_not_be_written_is_an_obstacle_not_a_verdict(String file)
            throws IOException {
        var log = home.resolve("strace.log");
        Files.writeString(log, BLOCKING_SERVER);

        var ran =
                kit.lab(
                        "check",
                        "3",
                        "--trace",
                        log.toString(),
                        "--format",
                        "json",
                        "--output",
                        file);

        assertThat(ran.err()).contains("lab: can't write " + file);
        assertThat(ran.exit()).isEqualTo(3);
    }

    /** A check that is killed in the middle leaves none, not one of an earlier check. */
    @Test
    void an_older_results_file_is_gone_when_the_server_starts() throws IOException {
        var file = home.resolve("results.xml");
        Files.writeString(file, "proved, last week");
        var link = Files.createSymbolicLink(home.resolve("link.xml"), file);
        var seen = home.resolve("seen");

        var ran =
                checkJunit(
                        "--output",
                        link.toString(),
                        "--no-sandbox", // it writes where a server should not
                        "--",
                        "sh",
                        "-c",
                        "ls '" + home + "' >'" + seen + "'");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(Files.readAllLines(seen))
                .contains("link.xml")
                .doesNotContain("results.xml", "results.xml.half");
        assertThat(link).isSymbolicLink();
        assertThat(file).content().contains("<testsuite", "</testsuite>");
        assertThat(home.resolve("results.xml.half")).doesNotExist();
    }

    @Test
    void what_a_server_prints_does_not_make_ptrace_forbidden() throws IOException {
        var file = home.resolve("results.xml");

        var ran =
                checkJunit(
                        "--output",
                        file.toString(),
                        "--",
                        "sh",
                        "-c",
                        "echo '/usr/bin/strace: PTRACE_TRACEME: Operation not permitted'");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(file).content().contains("errors=\"0\"", "it ended before it called listen()");
    }

    /** Checks lab 3, with these options and this command besides. */
    private TestKit.Ran checkJunit(String... more) {
        return kit.check3(
                Stream.concat(Stream.of("--format", "junit"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void a_server_that_dies_at_start_is_told_once_in_a_valid_results_file() throws Exception {
        var ran = checkJunit("--", "python3", TestKit.server("dies_at_start.py"));

        assertThat(ran.exit()).isEqualTo(1);
        var suite =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(ran.out())))
                        .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("3");
    }

    @Test
    void a_busy_port_is_a_matter_of_the_machine() throws IOException {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(busy.getLocalPort());

            var ran =
                    kit.lab(
                            "check",
                            "3",
                            "--port",
                            port,
                            "--",
                            "python3",
                            TestKit.server("blocking_resp.py"));

            assertThat(ran.exit()).isEqualTo(3);
            assertThat(ran.err())
                    .startsWith("lab: port " + port + " is held by ")
                    .contains("--port 0 takes a free one");
            assertThat(ran.out())
                    .endsWith(
                            "not run: lab 03-many-clients, 0 of 4 claims proved; trace: work/03/trace.log\n");
        }
    }

    @Test
    void an_unknown_lab_is_answered_with_the_labs() {
        var ran = kit.lab("check", "99");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).startsWith("lab: there is no lab 99\n").contains("  3  ");
    }

    @Test
    void a_log_that_is_not_there_is_wrong_use() {
        var ran = kit.lab("check", "3", "--trace", home.resolve("no.log").toString());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).startsWith("lab: there is no file ").contains("strace -f -ttt");
    }

    @Test
    void a_file_that_no_strace_wrote_cannot_be_judged() throws IOException {
        var letter = home.resolve("letter.txt");
        Files.writeString(letter, "Dear bob,\nplease wait.\n");

        var ran = kit.lab("check", "3", "--trace", letter.toString());

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err()).startsWith("lab: " + letter + " is no log of strace");
    }

    @Test
    void a_folder_is_no_log() {
        var ran = kit.lab("check", "3", "--trace", home.toString());

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err()).startsWith("lab: can't read " + home);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "check 3 --port 70000",
                "check 3 --port x",
                "check 3 --timeout 0",
                "check 3 --format xml",
                "check 3 --trace a.log -- ./server",
            })
    void wrong_use_says_what_and_exits_2(String line) {
        var ran = kit.lab(line.split(" ", -1));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines().count()).isGreaterThanOrEqualTo(2);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void a_command_may_have_arguments_of_several_lines() {
        var program = "import sys\nsys.path.insert(0, sys.argv[1])\nimport blocking_resp\n";
        var folder = TestKit.server("");

        var ran = kit.lab("check", "3", "--port", "0", "--", "python3", "-c", program, folder);

        assertThat(ran.out()).contains("4 of 4 claims proved");
        assertThat(ran.exit()).isEqualTo(0);
    }

    @Test
    void a_program_that_is_not_there_is_wrong_use_and_not_a_wrong_server() {
        var ran = kit.lab("check", "3", "--", "./no-such-server");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo(
                        """
                        lab: there is no program ./no-such-server
                        give a file that may be run, or a command on the PATH
                        """);
    }

    @Test
    void a_check_that_runs_beside_another_writes_to_a_folder_of_its_own() throws IOException {
        var lab = kit.kit().labs().find("3");
        try (var first = WorkFolder.of(kit.kit(), lab);
                var second = WorkFolder.of(kit.kit(), lab)) {
            assertThat(first.path()).isEqualTo(home.resolve("work/03"));
            assertThat(second.path()).isEqualTo(home.resolve("work/03-2"));
        }
        try (var again = WorkFolder.of(kit.kit(), lab)) {
            assertThat(again.path()).isEqualTo(home.resolve("work/03"));
        }
    }
}
