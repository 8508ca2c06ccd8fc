package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;

class WaitedInBacklogTest {

    private final Claim claim = Claims.waitedInBacklog("bob");

    @Test
    void bob_waited_while_alice_was_served() {
        var verdict = Logs.blocking().log(5).judge(claim);

        assertThat(verdict.isProved()).isTrue();
        assertThat(verdict.finding())
                .isEqualTo("bob waited 4.0 ms in the backlog, from first byte to accept");
    }

    @Test
    void who_speaks_after_alice_has_left_waits_for_nobody() {
        var verdict = Logs.blocking().log(8).judge(claim);

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding()).contains("waited for no other client's end");
    }

    @Test
    void a_server_that_sleeps_in_accept_lets_nobody_wait() {
        assertThat(Logs.threaded().log(7).judge(claim).kind()).isEqualTo("refuted");
    }

    @Test
    void without_the_clients_own_clock_nobody_can_tell() {
        var trace = Logs.blocking().log();

        var verdict = trace.judge(Claims.waitedInBacklog("client-2"));

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.because()).contains("it is not known when client-2 sent its first byte");
    }
}
