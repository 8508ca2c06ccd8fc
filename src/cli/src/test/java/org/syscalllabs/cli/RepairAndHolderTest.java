package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.syscalllabs.cli.repair.Setup;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.ProcessIdentity;

/** What a check tells while something still has the port. */
class RepairAndHolderTest extends RepairChecks {

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
        broken.stop(parent.process());
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

    private static boolean isHeld(Broken broken) {
        return PortHolder.of(broken.port()).filter(holder -> holder.pid() > 0).isPresent();
    }

    private static ProcessIdentity holder(Broken broken) {
        return PortHolder.of(broken.port())
                .flatMap(holder -> ProcessIdentity.of(holder.pid()))
                .orElseThrow();
    }
}
