package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.syscalllabs.trace.Logs.ALICE;
import static org.syscalllabs.trace.Logs.BOB;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;

class ServedOneAtATimeTest {

    private final Claim claim = Claims.servedOneAtATime();

    @Test
    void a_blocking_server_proves_it_and_says_how_long_bob_waited() {
        assertThat(Logs.blocking().log(5).judge(claim).text())
                .isEqualTo(
                        """
                        proved:   the server serves one client at a time
                                  each of 2 clients was accepted after the last had left

                          line  thread  call                client
                             4  main    accept4(3) = 4      alice
                             5  main    recvfrom(4) "PING"  alice   ← alice begins
                             8  main    close(4)            alice   ← alice ends
                             9  main    accept4(3) = 4      bob
                            10  main    recvfrom(4) "PING"  bob     ← bob begins
                            13  main    close(4)            bob     ← bob ends

                        because:  one thread (main) made every receive; no thread was started after an accept; bob waited 4.0 ms in the backlog, from first byte to accept
                        """);
    }

    @Test
    void a_thread_a_client_refutes_it_by_the_accept() {
        assertThat(Logs.threaded().log(5).judge(claim).text())
                .isEqualTo(
                        """
                        expected: the server serves one client at a time
                        but was:  bob was accepted on line 8, before alice had left (line 16)

                          line  thread    call                client
                             4  main      accept4(3) = 4      alice
                             7  thread 2  recvfrom(4) "PING"  alice
                             8  main      accept4(3) = 5      bob     ← bob is taken, alice is still there
                            11  thread 3  recvfrom(5) "PING"  bob     ← bob begins
                            14  thread 3  close(5)            bob
                            17  thread 2  close(4)            alice   ← alice ends

                        because:  thread 2 and thread 3, which made receives, were started after an accept
                        hint:     one at a time means: accept, serve until the client has left, and only then accept again
                        """);
    }

    @Test
    void a_pool_that_queues_clients_itself_refutes_it() {
        var verdict =
                new Logs()
                        .listens(1)
                        .thread(1, 2)
                        .accepts(1, 4, ALICE)
                        .receives(2, 4, ALICE, "PING\\r\\n")
                        .accepts(1, 5, BOB)
                        .sends(2, 4, ALICE, "+PONG\\r\\n")
                        .receives(2, 4, ALICE, "")
                        .closes(2, 4, ALICE)
                        .serves(2, 5, BOB)
                        .log()
                        .judge(claim);

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding())
                .isEqualTo("client-2 was accepted on line 7, before client-1 had left (line 9)");
        assertThat(verdict.because())
                .isEqualTo(
                        "main accepts, and thread 2 makes every receive: the server takes"
                                + " clients out of the kernel's queue into its own");
    }

    @Test
    void processes_that_accept_side_by_side_refute_it_even_when_no_client_overlaps() {
        var verdict =
                new Logs()
                        .listens(1)
                        .fork(1, 2)
                        .beginsToAccept(1)
                        .beginsToAccept(2)
                        .hasAccepted(2, 4, ALICE)
                        .serves(2, 4, ALICE)
                        .hasAccepted(1, 4, BOB)
                        .serves(1, 4, BOB)
                        .log()
                        .judge(claim);

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding())
                .isEqualTo(
                        "the server asked for its next client (line 5) while it still served"
                                + " client-1");
        assertThat(verdict.because()).isEqualTo("main and process 2 accept side by side");
    }

    @Test
    void an_event_loop_proves_nothing_while_nobody_comes_in_between() {
        var verdict =
                new Logs()
                        .listens(1)
                        .line(1, "epoll_wait(5, [{events=EPOLLIN}], 64, -1) = 1")
                        .accepts(1, 4, ALICE)
                        .serves(1, 4, ALICE)
                        .accepts(1, 4, BOB)
                        .serves(1, 4, BOB)
                        .log()
                        .judge(claim);

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.finding()).isEqualTo("no client came while another was served");
        assertThat(verdict.because()).contains("epoll_wait");
    }

    @Test
    void a_poll_of_one_descriptor_is_no_event_loop() {
        assertThat(
                        new Logs()
                                .listens(1)
                                .line(1, "poll([{fd=3, events=POLLIN}], 1, -1) = 1")
                                .accepts(1, 4, ALICE)
                                .serves(1, 4, ALICE)
                                .accepts(1, 4, BOB)
                                .serves(1, 4, BOB)
                                .log()
                                .judge(claim)
                                .isProved())
                .isTrue();
    }

    @Test
    void a_server_that_never_closes_still_serves_one_at_a_time_if_the_client_had_left() {
        assertThat(
                        new Logs()
                                .listens(1)
                                .accepts(1, 4, ALICE)
                                .receives(1, 4, ALICE, "PING\\r\\n")
                                .sends(1, 4, ALICE, "+PONG\\r\\n")
                                .receives(1, 4, ALICE, "")
                                .accepts(1, 5, BOB)
                                .serves(1, 5, BOB)
                                .log()
                                .judge(claim)
                                .isProved())
                .isTrue();
    }

    @Test
    void a_reset_ends_a_client_too() {
        assertThat(
                        new Logs()
                                .listens(1)
                                .accepts(1, 4, ALICE)
                                .receives(1, 4, ALICE, "PING\\r\\n")
                                .line(
                                        1,
                                        "sendto(4, \"+PONG\\r\\n\", 7, 0, NULL, 0) ="
                                                + " -1 EPIPE (Broken pipe)")
                                .accepts(1, 5, BOB)
                                .serves(1, 5, BOB)
                                .log()
                                .judge(claim)
                                .isProved())
                .isTrue();
    }

    @Test
    void one_client_proves_nothing() {
        var verdict =
                new Logs().listens(1).accepts(1, 4, ALICE).serves(1, 4, ALICE).log().judge(claim);

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.finding()).isEqualTo("only one client was seen");
    }

    @Test
    void a_log_without_accepts_cannot_tell_and_io_uring_is_named() {
        var verdict =
                new Logs()
                        .listens(1)
                        .line(1, "io_uring_setup(128, {flags=0}) = 5")
                        .line(1, "io_uring_enter(5, 1, 1, 0, NULL, 8) = 1")
                        .log()
                        .judge(claim);

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.text())
                .isEqualTo(
                        """
                        undecided: the server serves one client at a time
                                  the log can't tell

                        because:  the log shows no accept on a TCP port: the server uses io_uring (line 4), whose input and output strace can't see
                        """);
    }

    @Test
    void threads_that_strace_did_not_follow_hide_what_they_do() {
        var verdict =
                new Logs()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .thread(1, 2)
                        .accepts(1, 5, BOB)
                        .thread(1, 3)
                        .log()
                        .judge(claim);

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.because()).contains("strace -f follows them");
    }

    @Test
    void replies_that_no_call_sent_are_no_replies() {
        var verdict =
                new Logs()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .receives(1, 4, ALICE, "PING\\r\\n")
                        .receives(1, 4, ALICE, "")
                        .accepts(1, 4, BOB)
                        .receives(1, 4, BOB, "PING\\r\\n")
                        .log()
                        .judge(claim);

        assertThat(verdict.kind()).isEqualTo("undecided");
        assertThat(verdict.because()).isEqualTo("no traced call sent a reply");
    }
}
