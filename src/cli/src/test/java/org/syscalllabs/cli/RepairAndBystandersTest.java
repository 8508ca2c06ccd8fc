package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.TcpSocket;

/** What a check tells of a repair that has ended what was not in the way. */
class RepairAndBystandersTest extends RepairChecks {

    @Test
    void a_bystander_whose_log_is_gone_may_have_ended_in_any_way() throws IOException {
        var broken = Broken.by(kit, Broken.HELD);
        var bystander = broken.bystanders().getFirst();
        Files.delete(kit.home().resolve("work/04/exercise/" + bystander.name() + ".log"));
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
        broken.stop(neighbour.process());

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
}
