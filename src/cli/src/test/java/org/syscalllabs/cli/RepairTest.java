package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.Setup;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;
import org.syscalllabs.proc.TcpSocket;
import org.xml.sax.InputSource;

/** What a check tells of a wrong repair, or of none yet. */
@ResourceLock(Ports.FREE)
class RepairTest {
    @TempDir private static Path home;
    private static TestKit kit;

    @BeforeAll
    static void oneKitForAll() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(kit.lab("reset", "4").exit()).isZero();
        assertThat(kit.kit().runs().running()).isEmpty();
    }

    @AfterAll
    static void leaveTheLabsAlone() throws IOException {
        kit.close();
    }

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
        stop(server);

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
    void a_bystander_whose_log_is_gone_may_have_ended_in_any_way() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        var bystander = broken.bystanders().getFirst();
        Files.delete(home.resolve("work/04/exercise/" + bystander.name() + ".log"));
        broken.kill(bystander.process());

        assertThat(broken.refuted())
                .contains("you killed " + bystander.pid() + ", ")
                .contains(": its log is gone, too, so the signal can't be told\n");
    }

    @Test
    void decoys_were_killed_and_asked_to_end() throws IOException {
        var broken = Broken.by(kit, Broken.HELD_AMONG_DECOYS);
        broken.repair();
        broken.start();
        var lookAlike = broken.of("LOOK_ALIKE");
        var client = broken.of("CLIENT");
        broken.kill(lookAlike.process());
        client.process().terminate();
        TestKit.await("the client has ended", () -> !client.process().isAlive());

        assertThat(broken.refuted())
                .endsWith(
                        broken.text(
                                """
                                refuted  no bystander was hurt
                                refuted: exercise of lab 04-port-conflicts, seed 4, 2 of 3 claims proved

                                refuted  no bystander was hurt

                                  expected: no bystander was hurt
                                  but was:  you killed %d, a decoy (%s, java, on port 1PORT): its log does not say that it was asked to end, so it was SIGKILL
                                            you killed %d, a decoy (%s, java, on port %d): its log says that it was asked to end, by SIGTERM or the like
                                  because:  its port has the digits of PORT in it, and is another port
                                            it is a client of port PORT: it connects to the port, and does not hold it
                                  hint:     ss -ltnp 'sport = :PORT' shows who listens there, and nothing else
                                            another try: ./lab reset 4, then ./lab break 4 --seed 4 --port PORT
                                """
                                        .formatted(
                                                lookAlike.pid(),
                                                lookAlike.name(),
                                                client.pid(),
                                                client.name(),
                                                client.port())));
    }

    @Test
    void a_bystander_that_was_started_again_is_another_process() throws Exception {
        var broken = Broken.by(kit, Broken.HELD);
        var neighbour = broken.of("NEIGHBOUR");
        var command = ProcFile.read(neighbour.pid(), "cmdline").split("\0");
        broken.kill(neighbour.process());
        var builder = new ProcessBuilder(command);
        builder.environment().put("LISTEN", "127.0.0.1:" + neighbour.port());
        var again = builder.start();
        try {
            TestKit.await("it listens again", () -> !TcpSocket.listeners(again.pid()).isEmpty());

            assertThat(broken.refuted())
                    .contains(
                            broken.text(
                                    """
                                      but was:  you killed %1$d, a bystander (%2$s, java, on port %3$d): its log does not say that it was asked to end, so it was SIGKILL
                                                java (pid %4$d) has port %3$d now: another process, since then
                                      because:  it is called java too, and never had port PORT
                                    """
                                            .formatted(
                                                    neighbour.pid(),
                                                    neighbour.name(),
                                                    neighbour.port(),
                                                    again.pid())));
        } finally {
            again.destroyForcibly();
            assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_bystander_was_stopped() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        var neighbour = broken.of("NEIGHBOUR");
        stop(neighbour.process());

        assertThat(broken.refuted())
                .contains(
                        broken.text(
                                """
                                  expected: no bystander was hurt
                                  but was:  you stopped %d, a bystander (%s, java, on port %d): SIGCONT lets it go on

                                """
                                        .formatted(
                                                neighbour.pid(),
                                                neighbour.name(),
                                                neighbour.port())));
    }

    @Test
    void the_child_was_killed_and_its_parent_has_started_another() throws IOException {
        var broken = Broken.by(kit, Broken.RESTARTED);
        var parent = broken.inTheWay();
        var child = holder(broken);
        broken.kill(child);
        TestKit.await("another child listens", () -> isHeld(broken));
        var another = holder(broken);

        assertThat(another).isNotEqualTo(child);
        assertThat(broken.refuted())
                .endsWith(
                        broken.text(
                                """
                                refuted  port PORT is no longer held by what was in the way

                                  expected: port PORT is no longer held by what was in the way
                                  but was:  %1$s (pid %2$d) has it

                                    127.0.0.1:PORT  LISTEN  java (pid %2$d), since then

                                  because:  its parent is PID %3$d, and starts another one whenever it ends
                                  hint:     the parent first, then the child: ps -o pid,ppid,stat,args
                                """
                                        .formatted(parent.name(), another.pid(), parent.pid())));
    }

    @Test
    void the_parent_lives_while_no_child_has_the_port() throws IOException {
        var broken = Broken.by(kit, Broken.RESTARTED);
        var parent = broken.inTheWay();
        var child = holder(broken);
        stop(parent.process());
        broken.kill(child);

        assertThat(broken.refuted())
                .endsWith(
                        broken.text(
                                """
                                refuted  port PORT is no longer held by what was in the way

                                  expected: port PORT is no longer held by what was in the way
                                  but was:  %s (pid %d) lives, and will have it again
                                  because:  its child had the port; it starts another one whenever it ends
                                  hint:     the parent first, then the child: ps -o pid,ppid,stat,args
                                """
                                        .formatted(parent.name(), parent.pid())));
    }

    @Test
    void the_parent_has_ended_and_the_child_lives_on() throws IOException {
        var broken = Broken.by(kit, Broken.RESTARTED);
        broken.repair();

        assertThat(broken.refuted())
                .contains(
                        """
                          because:  the parent that started it has ended, and it lives on
                          hint:     no process starts another one now: end it
                        """);
    }

    @Test
    void it_ignores_sigterm() throws IOException {
        var broken = Broken.by(kit, Broken.IGNORES_SIGTERM);
        var inTheWay = broken.inTheWay();
        inTheWay.process().terminate();

        assertThat(broken.refuted())
                .contains(
                        broken.text(
                                """
                                    127.0.0.1:PORT  LISTEN  java (pid %1$d), since then

                                  because:  it ignores SIGTERM: bit 15 of SigIgn in /proc/%1$d/status
                                  hint:     no process can ignore SIGKILL; be sure that it is the right one
                                """
                                        .formatted(inTheWay.pid())));
    }

    @Test
    void it_is_stopped_and_sigterm_is_pending() throws IOException {
        var broken = Broken.by(kit, Broken.STOPPED);
        var inTheWay = broken.inTheWay().process();

        assertThat(broken.refuted())
                .contains(
                        "because:  it is stopped (state T): SIGTERM would be pending until it goes"
                                + " on\n");
        inTheWay.terminate();
        TestKit.await("SIGTERM is pending", () -> ProcFile.isPending(inTheWay.pid(), 15));
        assertThat(broken.refuted())
                .contains(
                        """
                          because:  it is stopped (state T): SIGTERM is pending until it goes on
                          hint:     SIGCONT lets it go on; SIGKILL does not wait for that
                        """);
    }

    @Test
    void the_other_address_is_still_held() throws IOException {
        assumeTrue(Setup.hasIpv6(), "this machine has no IPv6");
        var broken = Broken.by(kit, Broken.IPV6_ONLY);
        broken.start();

        assertThat(broken.refuted())
                .contains(
                        broken.text(
                                """
                                    [::1]:PORT  LISTEN  java (pid %d), since then

                                  because:  127.0.0.1 and ::1 are two addresses: each has a port of this number
                                  hint:     netstat -ltnp shows both; a client of localhost may try ::1 first
                                """
                                        .formatted(broken.inTheWay().pid())))
                .contains("proved   the lab's server has 127.0.0.1:" + broken.port());
    }

    @Test
    void old_connections_have_it_until_the_server_overlooks_them() throws IOException {
        var broken = Broken.by(kit, Broken.TIME_WAIT);

        assertThat(broken.refuted())
                .containsPattern(
                        broken.text(
                                """
                                  but was:  old connections have it, for [1-6]\\d s at most

                                (?:    127.0.0.1:PORT  TIME_WAIT  no process has it any more; its client had port \\d+
                                ){1,2}
                                  because:  the side that closes first keeps the connection for 60 s; no process has it
                                  hint:     wait, or ./lab start 4 --port PORT -- --reuse-address
                                """))
                .containsPattern(
                        """
                          but was:  nobody listens there: the lab's server does not run
                          because:  old connections have the port, for [1-6]\\d s at most
                          hint:     ./lab start 4 --port \\d+ -- --reuse-address
                        """);
        broken.start("--", "--reuse-address");

        var ran = kit.lab("check", "4");
        assertThat(ran.out())
                .contains("   the lab's server has it beside the old connections\n")
                .endsWith(
                        "proved: exercise of lab 04-port-conflicts, seed 10, 3 of 3 claims proved\n");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void the_verdict_comes_in_every_form_and_the_labs_own_check_is_not_touched() throws Exception {
        var broken = Broken.by(kit, Broken.HELD);
        broken.repair();
        broken.start();
        var file = home.resolve("verdict.json");

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

    private static boolean isHeld(Broken broken) {
        return PortHolder.of(broken.port()).filter(holder -> holder.pid() > 0).isPresent();
    }

    private static ProcessIdentity holder(Broken broken) {
        return PortHolder.of(broken.port())
                .flatMap(holder -> ProcessIdentity.of(holder.pid()))
                .orElseThrow();
    }

    private static void stop(ProcessIdentity process) throws IOException {
        new ProcessBuilder(List.of("sh", "-c", "kill -STOP " + process.pid())).start();
        TestKit.await(process + " is stopped", () -> ProcFile.state(process.pid()).equals("T"));
    }
}
