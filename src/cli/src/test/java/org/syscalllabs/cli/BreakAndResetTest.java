package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.cli.kit.WorkFolder;
import org.syscalllabs.cli.repair.Setup;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.TcpSocket;

@ResourceLock(Ports.FREE)
class BreakAndResetTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir private Path home;
    private TestKit kit;

    @BeforeEach
    void aKitWithAWorkFolderOfItsOwn() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        kit.lab("stop");
        assertThat(kit.kit().runs().running()).isEmpty();
        kit.close();
    }

    @Test
    void it_says_what_to_do_and_how_to_have_the_same_again() throws IOException {
        var port = Ports.free();

        var ran = kit.lab("break", "4", "--port", "" + port);

        assertThat(ran.exit()).describedAs(ran.err()).isZero();
        var seed = Pattern.compile("is on, seed (\\d{1,3})\n").matcher(ran.out());
        assertThat(seed.find()).describedAs(ran.out()).isTrue();
        assertThat(ran.out())
                .contains("./lab break 4 --seed %s --port %d".formatted(seed.group(1), port))
                .contains("./lab start 4 --port " + port, "./lab check 4", "./lab reset 4");
        assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void a_command_line_gives_nothing_away() throws IOException {
        var inTheWay = Broken.by(kit, Broken.RESTARTED).inTheWay();

        assertThat(ProcFile.command(inTheWay.pid()))
                .endsWith(" org.syscalllabs.cli.repair.Service " + inTheWay.name());
    }

    @Test
    void what_alice_is_answered_is_true() throws IOException {
        assumeTrue(Setup.hasIpv6(), "this machine has no IPv6");
        var port = Ports.free();
        var ran = kit.lab("break", "4", "--seed", "" + Broken.IPV6_ONLY, "--port", "" + port);

        try (var alice = new Socket(InetAddress.ofLiteral("::1"), port)) {
            alice.setSoTimeout(60_000);
            alice.getOutputStream().write("PING\r\n".getBytes(UTF_8));
            var answer = new byte[200];
            var length = alice.getInputStream().read(answer);

            assertThat(ran.out())
                    .contains("alice connects to localhost:" + port + ", and is answered:\n")
                    .contains("  " + new String(answer, 0, length, UTF_8).strip() + "\n");
        }
    }

    @Test
    void one_exercise_at_a_time() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);

        var again = kit.lab("break", "4", "--port", "" + Ports.free());

        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.err())
                .isEqualTo(
                        """
                        lab: the last exercise is not over
                        the exercise of lab 4 is on: ./lab check 4 or ./lab reset 4
                        """);
        assertThat(broken.services()).allMatch(member -> member.process().isAlive());
    }

    @Test
    void two_at_the_same_time_would_take_each_others_notes() throws IOException {
        var lab = kit.kit().labs().find("4");
        try (var another = WorkFolder.alone(kit.kit(), lab)) {
            var ran = kit.lab("break", "4", "--port", "" + Ports.free());

            assertThat(ran.exit()).isEqualTo(3);
            assertThat(ran.err())
                    .isEqualTo(
                            """
                            lab: another command is at work in work/04
                            try again when it has ended
                            """);
            assertThat(another.path().resolve("exercise")).doesNotExist();
            assertThat(kit.kit().runs().running()).isEmpty();
        }
    }

    @Test
    void without_its_notes_an_exercise_can_only_be_ended() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        Files.delete(home.resolve("work/04/exercise.properties"));

        var start = kit.lab("start", "4", "--port", "" + broken.port());

        assertThat(start.exit()).isEqualTo(3);
        assertThat(start.err())
                .isEqualTo(
                        """
                        lab: port %d is held by a process of an exercise
                        the exercise of lab 4 is on, without its notes: ./lab reset 4
                        """
                                .formatted(broken.port()));
        assertThat(kit.lab("reset", "4").exit()).isZero();
        assertThat(broken.services()).noneMatch(member -> member.process().isAlive());
    }

    @Test
    void who_cannot_listen_says_why() throws IOException {
        var port = Ports.free();
        try (var silent = new Socket()) {
            silent.bind(new InetSocketAddress(LOOPBACK, port)); // and no listen()

            var ran = kit.lab("break", "4", "--seed", "" + Broken.HELD, "--port", "" + port);

            assertThat(ran.exit()).isEqualTo(3);
            assertThat(ran.err())
                    .endsWith(
                            " ended before it listened on port %d\nit said: %s\n"
                                    .formatted(
                                            port,
                                            "java.net.BindException: Address already in use"));
            assertThat(kit.kit().runs().running()).isEmpty();
        }
    }

    @Test
    void a_port_that_somebody_has_is_no_exercise() throws IOException {
        try (var other = new ServerSocket(0, 1, LOOPBACK)) {
            var port = other.getLocalPort();

            var ran = kit.lab("break", "4", "--port", "" + port);

            assertThat(ran.exit()).isEqualTo(3);
            assertThat(ran.err())
                    .startsWith(
                            "lab: port %d is held by java (pid %d)\n"
                                    .formatted(port, ProcessHandle.current().pid()));
            assertThat(kit.kit().runs().running()).isEmpty();
        }
    }

    @Test
    void a_port_with_old_connections_is_no_exercise() throws IOException {
        var port = Ports.free();
        Ports.leaveOldConnection(port);

        var ran = kit.lab("break", "4", "--port", "" + port);

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err())
                .isEqualTo(
                        """
                        lab: connections have port %d: TIME_WAIT
                        old ones go within a minute; or take another port: --port PORT
                        """
                                .formatted(port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "break",
                "break 3",
                "break 9",
                "break 4 --port 0",
                "break 4 --port 65536",
                "break 4 --seed x",
                "reset",
            })
    void wrong_use_says_what_and_exits_2(String line) {
        var ran = kit.lab(line.split(" ", -1));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines().count()).isGreaterThanOrEqualTo(2);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void a_lab_without_an_exercise_names_the_one_that_has() {
        assertThat(kit.lab("break", "3").err())
                .isEqualTo("lab: lab 3 has no exercise\nlab 4 has: ./lab break 4\n");
    }

    @Test
    void reset_is_fine_when_nothing_is_on() {
        var ran = kit.lab("reset", "4");

        assertThat(ran.out()).isEqualTo("no exercise of lab 4 is on\n");
        assertThat(ran.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Broken.STOPPED, Broken.IGNORES_SIGTERM, Broken.RESTARTED})
    void reset_ends_everybody_whatever_state_they_are_in(int seed) throws IOException {
        var broken = Broken.by(kit, seed);

        var ran = kit.lab("reset", "4");

        assertThat(ran.exit()).isZero();
        for (var member : broken.services()) {
            assertThat(ran.out()).contains(": " + member.name() + ", PID " + member.pid());
            assertThat(member.process().isAlive()).isFalse();
        }
        assertThat(ran.out())
                .endsWith(
                        """
                        the exercise of lab 4 is over
                        old connections may keep a port for up to 60 s more
                        """);
        assertThat(TcpSocket.listener(broken.port())).isEmpty();
        assertThat(home.resolve("work/04"))
                .isDirectoryNotContaining(file -> !file.endsWith("lock"));
        assertThat(home.resolve("work/run")).isEmptyDirectory();
    }

    @Test
    void stop_without_a_lab_ends_an_exercise_too() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);

        kit.lab("stop");

        assertThat(broken.services()).noneMatch(member -> member.process().isAlive());
        assertThat(kit.lab("reset", "4").out()).isEqualTo("no exercise of lab 4 is on\n");
    }

    @Test
    void who_has_the_port_is_not_given_away() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);

        var start = kit.lab("start", "4", "--port", "" + broken.port());

        assertThat(start.exit()).isEqualTo(3);
        assertThat(start.err())
                .isEqualTo(
                        """
                        lab: port %d is held by a process of an exercise
                        the exercise of lab 4 is on: ./lab check 4 or ./lab reset 4
                        """
                                .formatted(broken.port()));
        assertThat(kit.lab().out())
                .contains("\nthe exercise of lab 4 is on: ./lab check 4 or ./lab reset 4\n")
                .doesNotContain(broken.inTheWay().name());
    }

    @Test
    void damaged_notes_are_told_and_reset_ends_the_exercise_all_the_same() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        var notes = home.resolve("work/04/exercise.properties");
        var whole = Files.readAllBytes(notes);
        Files.write(notes, Arrays.copyOf(whole, whole.length / 2));

        var check = kit.lab("check", "4");

        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.err())
                .isEqualTo(
                        """
                        lab: the notes of the exercise are damaged: %s
                        ./lab reset 4 ends it
                        """
                                .formatted(notes));
        assertThat(kit.lab("break", "4").exit()).isEqualTo(3);
        assertThat(kit.lab().out()).contains("the exercise of lab 4 is on");
        assertThat(kit.lab("reset", "4").exit()).isZero();
        assertThat(broken.services()).noneMatch(member -> member.process().isAlive());
    }

    /** Ended after this many of its four services have been begun. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void break_that_is_stopped_in_the_middle_leaves_nothing(int begun) throws Exception {
        var program = breakAsProgram(begun);

        program.destroy();

        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        if (Files.exists(home.resolve("work/04/exercise.properties"))) {
            // It was quicker: then all is there.
            assertThat(services()).isEqualTo(4);
            return;
        }
        assertThat(program.exitValue()).isEqualTo(128 + 15);
        assertThat(services()).isZero();
        assertThat(records()).isZero();
        assertThat(home.resolve("work/04/exercise")).doesNotExist();
    }

    @Test
    void what_a_break_has_started_that_was_killed_is_ended_by_reset() throws Exception {
        var program = breakAsProgram(2);
        TestKit.await("a service runs", () -> services() > 0);

        program.destroyForcibly();

        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kit.lab("reset", "4").out())
                .contains("stopped: exercise of 04-port-conflicts: stock-ticker, PID ")
                .contains("the exercise of lab 4 is over\n");
        assertThat(services()).isZero();
    }

    private Process breakAsProgram(int begun) throws IOException {
        var seed = Integer.toString(Broken.HELD_AMONG_DECOYS);
        var port = Integer.toString(Ports.free());
        var program = kit.program("break", "4", "--seed", seed, "--port", port).start();
        TestKit.await(
                begun + " services have begun", () -> records() >= begun || !program.isAlive());
        return program;
    }

    private long records() {
        var files = home.resolve("work/run").toFile().list((folder, name) -> name.endsWith(".run"));
        return files == null ? 0 : files.length;
    }

    /** How many processes write to a log of this exercise. */
    private long services() {
        var logs = home.resolve("work/04/exercise").toString();
        return ProcFile.pids().stream()
                .filter(pid ->
                        ProcFile.openFiles(pid).stream().anyMatch(file -> file.startsWith(logs)))
                .count();
    }
}
