package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.proc.TcpSocket;
import org.xml.sax.InputSource;

/** What a check tells of a wrong repair, or of none yet. */
class RepairTest extends RepairChecks {

    @Test
    void nothing_is_done_yet() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        var inTheWay = broken.inTheWay();
        var bystanders = broken.bystanders();

        assertThat(broken.refuted())
                .isEqualTo(
                        broken.text(
                                """
                                refuted  port PORT is no longer held by what was in the way
                                refuted  the lab's server has 127.0.0.1:PORT and answers
                                proved   no bystander was hurt   still there: PID %3$d %4$d
                                refuted: exercise of lab 04-port-conflicts, seed 3, 1 of 3 claims proved

                                refuted  the lab's server has 127.0.0.1:PORT and answers

                                  expected: the lab's server has 127.0.0.1:PORT and answers
                                  but was:  java (pid %2$d) has it, and is no server of the lab

                                    127.0.0.1:PORT  LISTEN  java (pid %2$d), since then

                                  hint:     the lab's server is the one that ./lab start 4 --port PORT starts

                                refuted  port PORT is no longer held by what was in the way

                                  expected: port PORT is no longer held by what was in the way
                                  but was:  %1$s (pid %2$d) has it

                                    127.0.0.1:PORT  LISTEN  java (pid %2$d), since then

                                  hint:     ss -ltnp 'sport = :PORT' shows who listens there
                                """
                                        .formatted(
                                                inTheWay.name(),
                                                inTheWay.pid(),
                                                bystanders.get(0).pid(),
                                                bystanders.get(1).pid())));
    }

    @Test
    void all_is_done_but_to_start_the_server() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        var bystanders = broken.bystanders();
        broken.repair();

        assertThat(broken.refuted())
                .isEqualTo(
                        broken.text(
                                """
                                proved   port PORT is no longer held by what was in the way   %s, PID %d, has gone
                                refuted  the lab's server has 127.0.0.1:PORT and answers
                                proved   no bystander was hurt   still there: PID %d %d
                                refuted: exercise of lab 04-port-conflicts, seed 3, 2 of 3 claims proved

                                refuted  the lab's server has 127.0.0.1:PORT and answers

                                  expected: the lab's server has 127.0.0.1:PORT and answers
                                  but was:  nobody listens there: the lab's server does not run
                                  hint:     ./lab start 4 --port PORT
                                """
                                        .formatted(
                                                broken.inTheWay().name(),
                                                broken.inTheWay().pid(),
                                                bystanders.get(0).pid(),
                                                bystanders.get(1).pid())));
    }

    @Test
    void the_server_runs_on_another_port() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        broken.repair();
        kit.lab("start", "4", "--port", "0");
        var server = RunningServer.all(kit.kit()).getFirst();

        assertThat(broken.refuted())
                .contains(
                        broken.text(
                                """
                                  expected: the lab's server has 127.0.0.1:PORT and answers
                                  but was:  the lab's server (pid %1$d) listens elsewhere

                                    %2$s  LISTEN  java (pid %1$d), since then

                                  hint:     ./lab stop 4, then ./lab start 4 --port PORT
                                """
                                        .formatted(server.pid(), server.address())));
    }

    @Test
    void another_program_has_the_port_now() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        broken.repair();
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var other = new ServerSocket(broken.port(), 1, loopback)) {
            assertThat(broken.refuted())
                    .contains("proved   port " + other.getLocalPort() + " is no longer held")
                    .contains(
                            broken.text(
                                    """
                                      expected: the lab's server has 127.0.0.1:PORT and answers
                                      but was:  java (pid %1$d) has it, and is no server of the lab

                                        127.0.0.1:PORT  LISTEN  java (pid %1$d), since then

                                      hint:     the lab's server is the one that ./lab start 4 --port PORT starts
                                    """
                                            .formatted(ProcessHandle.current().pid())));
        }
    }

    @Test
    void the_server_is_busy_with_another_client() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        broken.repair();
        broken.start();
        var server = RunningServer.all(kit.kit()).getFirst().pid();
        try (var alice = new Socket(InetAddress.ofLiteral("127.0.0.1"), broken.port())) {
            TestKit.await("alice is served", () -> isServed(alice));

            assertThat(broken.refuted())
                    .contains(
                            broken.text(
                                    """
                                      expected: the lab's server has 127.0.0.1:PORT and answers
                                      but was:  PID %1$d did not answer PING within 2 s

                                        127.0.0.1:PORT  LISTEN  java (pid %1$d), since then

                                      hint:     it serves one client at a time: is another one connected?
                                    """
                                            .formatted(server)));
        }
    }

    @Test
    void the_server_was_stopped() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        broken.repair();
        broken.start();
        var server = RunningServer.all(kit.kit()).getFirst().run().process();
        broken.stop(server);

        assertThat(broken.refuted())
                .contains(
                        """
                          because:  it is stopped (state T)
                          hint:     kill -CONT %d lets it go on
                        """
                                .formatted(server.pid()));
        server.kill(); // it would sleep through the reset's SIGTERM
    }

    @Test
    void another_port_is_not_that_of_the_exercise() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);

        var ran = kit.lab("check", "4", "--port", "7000");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo(
                        broken.text(
                                """
                                lab: the exercise that is on has port PORT, not 7000
                                leave out --port, or end it: ./lab reset 4
                                """));
    }

    @Test
    void the_verdict_comes_in_every_form_and_the_labs_own_check_is_not_touched() throws Exception {
        var broken = Broken.by(kit, Broken.HELD);
        broken.repair();
        broken.start();
        var file = kit.home().resolve("verdict.json");

        var ran = kit.lab("check", "4", "--format", "json", "--output", file.toString());

        assertThat(ran.err())
                .isEqualTo(
                        """
                        the exercise of lab 4 is on: this judges its repair
                        ./lab reset 4 ends the exercise
                        """);
        assertThat(ran.out()).endsWith("seed 3, 3 of 3 claims proved\n");
        assertThat(ran.exit()).isZero();
        assertThat(Files.readString(file)).contains("\"seed\" : 3").contains("said PONG to PING");
        try (var json = new JsonFactory().createParser(file.toFile())) {
            while (json.nextToken() != null) {
                assertThat(json.currentToken()).isNotNull();
            }
        }
        var xml = kit.lab("check", "4", "--format", "junit").out();
        var suite =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)))
                        .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(xml).contains("name=\"seed\" value=\"3\"").contains("classname=\"Repair\"");
        assertThat(kit.read("work/progress")).isEmpty();
    }

    @Test
    void a_command_is_checked_as_always() throws IOException {
        Broken.by(kit, Broken.HELD);

        var ran = kit.lab("check", "4", "--port", "0", "--", "python3", "-c", "pass");

        assertThat(ran.out()).doesNotContain("exercise").contains("lab 04-port-conflicts");
        assertThat(ran.exit()).isEqualTo(1);
    }

    private static boolean isServed(Socket client) {
        return TcpSocket.end(TcpSocket.all(), client.getPort(), client.getLocalPort())
                .filter(socket -> socket.inode() != 0)
                .isPresent();
    }
}
