package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.proc.ProcessIdentity;

class StartAndStopTest {
    private static final Pattern RUNS =
            Pattern.compile("lab 1 runs: PID (\\d+), on 127\\.0\\.0\\.1:(\\d+)");

    @TempDir private Path home;
    private SmallKit lab;

    @BeforeEach
    void makeKit() throws IOException {
        lab = new SmallKit(home);
    }

    @AfterEach
    void endServers() {
        lab.close();
    }

    @Test
    void start_returns_when_the_server_listens() throws IOException {
        assertThat(lab.run("start", "1", "--port", "0")).describedAs(lab.err()).isZero();

        try (var client = new Socket(InetAddress.getLoopbackAddress(), port())) {
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(lab.out()).contains("next: ./lab trace 1");
        assertThat(home.resolve("work/01/server.log")).hasContent("listening");
    }

    @Test
    void the_server_is_in_a_session_of_its_own() throws IOException {
        lab.run("start", "1", "--port", "0");

        var stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
        var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
        assertThat(session).isEqualTo(Long.toString(pid()));
    }

    @Test
    void stop_ends_the_server_and_names_it() {
        lab.run("start", "1", "--port", "0");
        var pid = pid();

        assertThat(lab.run("stop", "1")).isZero();

        assertThat(lab.out()).isEqualTo("stopped: server of 01-start-server, PID %d\n", pid);
        assertThat(ProcessIdentity.of(pid)).isEmpty();
        assertThat(home.resolve("work/run")).isEmptyDirectory();
    }

    @Test
    void stop_of_one_lab_leaves_the_other_running() {
        lab.run("start", "1", "--port", "0");
        var first = pid();
        lab.run("start", "2", "--port", "0");

        lab.run("stop", "2");

        assertThat(ProcessHandle.of(first)).isPresent();
        lab.run("stop");
        assertThat(lab.out()).contains("01-start-server").doesNotContain("02-");
    }

    @Test
    void stop_with_nothing_to_stop_says_so() {
        assertThat(lab.run("stop")).isZero();
        assertThat(lab.out()).isEqualTo("nothing runs\n");
    }

    @Test
    void a_busy_port_is_named_with_its_holder() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(other.getLocalPort());

            assertThat(lab.run("start", "1", "--port", port)).isEqualTo(3);

            assertThat(lab.err())
                    .contains("port " + port + " is held by ")
                    .contains("(pid " + ProcessHandle.current().pid() + ")")
                    .contains("--port 0");
        }
    }

    @Test
    void a_port_that_another_lab_has_is_freed_by_lab_stop() {
        lab.run("start", "1", "--port", "0");
        var port = Integer.toString(port());

        assertThat(lab.run("start", "2", "--port", port)).isEqualTo(3);

        assertThat(lab.err()).contains("held by the server of lab 1").contains("./lab stop 1");
    }

    @Test
    void a_server_that_dies_shows_what_it_said() throws IOException {
        lab.lab(
                "01-start-server",
                "void main() { System.err.println(\"no luck\"); System.exit(7); }");

        assertThat(lab.run("start", "1", "--port", "0")).isEqualTo(1);

        assertThat(lab.err())
                .contains("ended before it listened (exit code 7)")
                .contains("  no luck")
                .contains("work/01/server.log");
        assertThat(home.resolve("work/run")).isEmptyDirectory();
    }

    @Test
    void a_server_that_does_not_compile_shows_file_and_line() throws IOException {
        lab.lab("01-start-server", "void main() {\n    int port = \"6379\";\n}\n");

        assertThat(lab.run("start", "1", "--port", "0")).isEqualTo(2);

        assertThat(lab.err())
                .contains("labs/01-start-server/server/Server.java:2: incompatible types")
                .doesNotContain("\tat ");
    }

    @Test
    void what_stands_behind_the_dashes_is_for_the_server() throws IOException {
        lab.lab(
                "01-start-server",
                "void main(String[] args) { IO.println(\"told: \" + String.join(\" \", args)); }");

        assertThat(lab.run("start", "1", "--port", "0", "--", "--reuse-port", "a b")).isEqualTo(1);

        assertThat(lab.err())
                .contains("  told: --reuse-port a b")
                .contains("its options: ./lab start 1 -- --help");
    }

    @Test
    void a_server_with_options_finds_out_itself_that_its_port_is_held() throws IOException {
        lab.run("start", "1", "--port", "0");
        var port = Integer.toString(port());

        assertThat(lab.run("start", "1", "--port", port, "--", "--any")).isEqualTo(1);

        assertThat(lab.err())
                .contains("work/01/server-2.log")
                .contains("BindException: Address already in use");
        assertThat(home.resolve("work/01/server.log")).hasContent("listening");
    }

    @Test
    void an_edited_server_is_the_one_that_starts() throws IOException {
        lab.run("start", "1", "--port", "0");
        lab.run("stop");
        lab.lab("01-start-server", SmallKit.LISTENS.replace("listening", "edited"));

        lab.run("start", "1", "--port", "0");

        assertThat(home.resolve("work/01/server.log")).hasContent("edited");
    }

    private long pid() {
        return number(1);
    }

    private int port() {
        return (int) number(2);
    }

    private long number(int group) {
        var line = RUNS.matcher(lab.out());
        assertThat(line.find()).describedAs(lab.out() + lab.err()).isTrue();
        return Long.parseLong(line.group(group));
    }
}
