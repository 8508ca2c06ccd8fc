package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.syscalllabs.trace.Logs.ALICE;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;

class ServedBeforeAndWhileTest {

    @Test
    void a_blocking_server_serves_alice_before_bob() {
        var verdict = Logs.blocking().log(5).judge(Claims.servedBefore("alice", "bob"));

        assertThat(verdict.isProved()).isTrue();
        assertThat(verdict.finding()).isEqualTo("bob was accepted after alice had left");
        assertThat(verdict.because())
                .endsWith("bob waited 4.0 ms in the backlog, from first byte to accept");
    }

    @Test
    void bob_was_not_served_before_alice() {
        var verdict = Logs.blocking().log(5).judge(Claims.servedBefore("bob", "alice"));

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding()).isEqualTo("alice had left before bob was accepted");
    }

    @Test
    void a_thread_a_client_does_not_serve_alice_before_bob() {
        var verdict = Logs.threaded().log(5).judge(Claims.servedBefore("alice", "bob"));

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding())
                .isEqualTo("bob was accepted on line 8, before alice had left");
    }

    @Test
    void a_blocking_server_does_not_serve_both_at_the_same_time() {
        var verdict = Logs.blocking().log(5).judge(Claims.servedWhile("alice", "bob"));

        assertThat(verdict.withHint("see the lab's page").text())
                .isEqualTo(
                        """
                        expected: alice and bob are served at the same time
                        but was:  bob's first receive came after alice's close

                          line  thread  call                client
                             4  main    accept4(3) = 4      alice
                             5  main    recvfrom(4) "PING"  alice
                             8  main    close(4)            alice   ← alice ends
                             9  main    accept4(3) = 4      bob
                            10  main    recvfrom(4) "PING"  bob     ← bob begins
                            13  main    close(4)            bob

                        because:  one thread (main) made every receive; no thread was started after an accept
                        hint:     see the lab's page
                        """);
    }

    @Test
    void a_thread_a_client_serves_both_at_the_same_time() {
        assertThat(Logs.threaded().log(5).judge(Claims.servedWhile("alice", "bob")).isProved())
                .isTrue();
    }

    @Test
    void a_client_that_was_never_accepted_is_not_guessed_at() {
        var trace = new Logs().listens(1).accepts(1, 4, ALICE).serves(1, 4, ALICE).log(5);

        var verdict = trace.judge(Claims.servedBefore("alice", "bob"));

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.because())
                .isEqualTo("the log shows no accept of bob, who connected from port 41190");
    }
}
