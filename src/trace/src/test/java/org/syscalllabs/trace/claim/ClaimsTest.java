package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.syscalllabs.trace.Logs.ALICE;
import static org.syscalllabs.trace.Logs.BOB;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.syscalllabs.trace.Logs;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.strace.Exit;

class ClaimsTest {

    private static Verdict judge(Claim claim, TraceLog log) {
        return log.judge(claim);
    }

    @Nested
    class OneAtATime {

        private final Claim claim = Claims.servedOneAtATime();

        @Test
        void a_blocking_server_proves_it_and_says_how_long_bob_waited() {
            assertThat(judge(claim, Logs.blocking().log(5)).text())
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
            assertThat(judge(claim, Logs.threaded().log(5)).text())
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
                    judge(
                            claim,
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
                                    .log());

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding())
                    .isEqualTo(
                            "client-2 was accepted on line 7, before client-1 had left (line 9)");
            assertThat(verdict.because())
                    .isEqualTo(
                            "main accepts, and thread 2 makes every receive: the server takes"
                                    + " clients out of the kernel's queue into its own");
        }

        @Test
        void processes_that_accept_side_by_side_refute_it_even_when_no_client_overlaps() {
            var verdict =
                    judge(
                            claim,
                            new Logs()
                                    .listens(1)
                                    .fork(1, 2)
                                    .beginsToAccept(1)
                                    .beginsToAccept(2)
                                    .hasAccepted(2, 4, ALICE)
                                    .serves(2, 4, ALICE)
                                    .hasAccepted(1, 4, BOB)
                                    .serves(1, 4, BOB)
                                    .log());

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
                    judge(
                            claim,
                            new Logs()
                                    .listens(1)
                                    .line(1, "epoll_wait(5, [{events=EPOLLIN}], 64, -1) = 1")
                                    .accepts(1, 4, ALICE)
                                    .serves(1, 4, ALICE)
                                    .accepts(1, 4, BOB)
                                    .serves(1, 4, BOB)
                                    .log());

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.finding()).isEqualTo("no client came while another was served");
            assertThat(verdict.because()).contains("epoll_wait");
        }

        @Test
        void a_poll_of_one_descriptor_is_no_event_loop() {
            assertThat(
                            judge(
                                            claim,
                                            new Logs()
                                                    .listens(1)
                                                    .line(
                                                            1,
                                                            "poll([{fd=3, events=POLLIN}], 1, -1) = 1")
                                                    .accepts(1, 4, ALICE)
                                                    .serves(1, 4, ALICE)
                                                    .accepts(1, 4, BOB)
                                                    .serves(1, 4, BOB)
                                                    .log())
                                    .isProved())
                    .isTrue();
        }

        @Test
        void a_server_that_never_closes_still_serves_one_at_a_time_if_the_client_had_left() {
            assertThat(
                            judge(
                                            claim,
                                            new Logs()
                                                    .listens(1)
                                                    .accepts(1, 4, ALICE)
                                                    .receives(1, 4, ALICE, "PING\\r\\n")
                                                    .sends(1, 4, ALICE, "+PONG\\r\\n")
                                                    .receives(1, 4, ALICE, "")
                                                    .accepts(1, 5, BOB)
                                                    .serves(1, 5, BOB)
                                                    .log())
                                    .isProved())
                    .isTrue();
        }

        @Test
        void a_reset_ends_a_client_too() {
            assertThat(
                            judge(
                                            claim,
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
                                                    .log())
                                    .isProved())
                    .isTrue();
        }

        @Test
        void one_client_proves_nothing() {
            var verdict =
                    judge(
                            claim,
                            new Logs().listens(1).accepts(1, 4, ALICE).serves(1, 4, ALICE).log());

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.finding()).isEqualTo("only one client was seen");
        }

        @Test
        void a_log_without_accepts_cannot_tell_and_io_uring_is_named() {
            var verdict =
                    judge(
                            claim,
                            new Logs()
                                    .listens(1)
                                    .line(1, "io_uring_setup(128, {flags=0}) = 5")
                                    .line(1, "io_uring_enter(5, 1, 1, 0, NULL, 8) = 1")
                                    .log());

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
                    judge(
                            claim,
                            new Logs()
                                    .listens(1)
                                    .accepts(1, 4, ALICE)
                                    .thread(1, 2)
                                    .accepts(1, 5, BOB)
                                    .thread(1, 3)
                                    .log());

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.because()).contains("strace -f follows them");
        }

        @Test
        void replies_that_no_call_sent_are_no_replies() {
            var verdict =
                    judge(
                            claim,
                            new Logs()
                                    .listens(1)
                                    .accepts(1, 4, ALICE)
                                    .receives(1, 4, ALICE, "PING\\r\\n")
                                    .receives(1, 4, ALICE, "")
                                    .accepts(1, 4, BOB)
                                    .receives(1, 4, BOB, "PING\\r\\n")
                                    .log());

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.because()).isEqualTo("no traced call sent a reply");
        }
    }

    @Nested
    class BeforeAndWhile {

        @Test
        void a_blocking_server_serves_alice_before_bob() {
            var verdict = judge(Claims.servedBefore("alice", "bob"), Logs.blocking().log(5));

            assertThat(verdict.isProved()).isTrue();
            assertThat(verdict.finding()).isEqualTo("bob was accepted after alice had left");
            assertThat(verdict.because())
                    .endsWith("bob waited 4.0 ms in the backlog, from first byte to accept");
        }

        @Test
        void bob_was_not_served_before_alice() {
            var verdict = judge(Claims.servedBefore("bob", "alice"), Logs.blocking().log(5));

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding()).isEqualTo("alice had left before bob was accepted");
        }

        @Test
        void a_thread_a_client_does_not_serve_alice_before_bob() {
            var verdict = judge(Claims.servedBefore("alice", "bob"), Logs.threaded().log(5));

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding())
                    .isEqualTo("bob was accepted on line 8, before alice had left");
        }

        @Test
        void a_blocking_server_does_not_serve_both_at_the_same_time() {
            var verdict = judge(Claims.servedWhile("alice", "bob"), Logs.blocking().log(5));

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
            assertThat(judge(Claims.servedWhile("alice", "bob"), Logs.threaded().log(5)).isProved())
                    .isTrue();
        }

        @Test
        void a_client_that_was_never_accepted_is_not_guessed_at() {
            var trace = new Logs().listens(1).accepts(1, 4, ALICE).serves(1, 4, ALICE).log(5);

            var verdict = judge(Claims.servedBefore("alice", "bob"), trace);

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.because())
                    .isEqualTo("the log shows no accept of bob, who connected from port 41190");
        }
    }

    @Nested
    class InOrder {

        @Test
        void the_calls_of_one_client_are_shown_in_order() {
            var trace = Logs.blocking().log(5);

            assertThat(judge(Claims.showsInOrder("bob", "accept4", "recvfrom", "sendto"), trace))
                    .satisfies(verdict -> assertThat(verdict.isProved()).isTrue())
                    .satisfies(verdict ->
                            assertThat(verdict.evidence())
                                    .extracting(Evidence::line)
                                    .containsExactly(9, 10, 11));
        }

        @Test
        void another_name_for_the_same_deed_is_another_call() {
            var verdict =
                    judge(
                            Claims.showsInOrder("alice", "accept4", "recvmsg"),
                            Logs.blocking().log(5));

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding()).isEqualTo("no recvmsg after accept4");
            assertThat(verdict.because())
                    .isEqualTo("the calls on this connection are accept4, recvfrom, sendto, close");
        }
    }

    @Nested
    class OneReply {

        private final Claim claim = Claims.everyRequestGotOneReply();

        private Verdict dialogue(String... moves) {
            var log = new Logs().listens(1).accepts(1, 4, ALICE);
            for (var move : moves) {
                var data = move.substring(2);
                if (move.charAt(0) == '>') {
                    log.receives(1, 4, ALICE, data);
                } else {
                    log.sends(1, 4, ALICE, data);
                }
            }
            return judge(claim, log.receives(1, 4, ALICE, "").closes(1, 4, ALICE).log());
        }

        static Stream<List<String>> answered() {
            return Stream.of(
                    List.of("> PING\\r\\n", "< +PONG\\r\\n"),
                    List.of("> PING\\r\\nPING\\r\\n", "< +PONG\\r\\n+PONG\\r\\n"),
                    List.of("> PI", "> NG\\r\\n", "< +PO", "< NG\\r\\n"),
                    List.of("> *2\\r\\n$3\\r\\nGET\\r\\n$1\\r\\na\\r\\n", "< $2\\r\\na\\n\\r\\n"),
                    List.of("> *1\\r\\n$4\\r\\nPI", "> NG\\r\\n", "< +PONG\\r\\n"),
                    List.of("> MGET a b\\r\\n", "< *2\\r\\n$-1\\r\\n$1\\r\\nb\\r\\n"),
                    List.of("> GET a\\r\\n", "< Alice\\n", "> GET b\\r\\n", "< (nil)\\n"),
                    List.of("> PRICE\\r\\n", "< $5 a piece\\n"),
                    List.of("> \\r\\nPING\\r\\n", "< +PONG\\r\\n"));
        }

        @ParameterizedTest
        @MethodSource("answered")
        void requests_and_replies_may_be_torn_or_joined_in_both_dialects(List<String> moves) {
            assertThat(dialogue(moves.toArray(String[]::new)))
                    .satisfies(verdict -> assertThat(verdict.because()).startsWith("each reply"))
                    .satisfies(verdict -> assertThat(verdict.isProved()).isTrue());
        }

        @Test
        void a_reply_before_its_request_was_not_asked() {
            assertThat(dialogue("< +OK\\r\\n", "> PING\\r\\n").finding())
                    .isEqualTo("client-1's first request was answered before it was asked");
        }

        @Test
        void a_reply_to_half_a_request_comes_too_early() {
            assertThat(dialogue("> PI", "< +PONG\\r\\n", "> NG\\r\\n").text())
                    .isEqualTo(
                            """
                            expected: every request gets one reply
                            but was:  client-1's first request was answered before it was asked

                              line  thread  call               client
                                 5  main    recvfrom(4) "PI"   client-1
                                 6  main    sendto(4) "+PONG"  client-1  ← here
                                 7  main    recvfrom(4) "NG"   client-1
                                 8  main    recvfrom(4) ""     client-1

                            because:  the reply's first byte was sent while the request was not complete
                            """);
        }

        @Test
        void two_replies_to_one_request_are_one_too_many() {
            var verdict = dialogue("> PING\\r\\n", "< +PONG\\r\\n", "< +PONG\\r\\n");

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding()).isEqualTo("client-1's first request was answered twice");
            assertThat(verdict.because()).isEqualTo("1 request and 2 replies");
        }

        @Test
        void a_reply_may_have_gone_where_the_claim_cannot_follow() {
            var verdict =
                    judge(
                            claim,
                            new Logs()
                                    .listens(1)
                                    .accepts(1, 4, ALICE)
                                    .receives(1, 4, ALICE, "PING\\r\\n")
                                    .line(
                                            1,
                                            "pwritev2(4, [{iov_base=\"+PONG\\r\\n\"}], 1, -1, 0) = 7")
                                    .log());

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.because()).startsWith("1 request and 0 replies: the server calls");
        }

        @Test
        void a_request_without_a_reply_was_not_answered() {
            var verdict = dialogue("> PING\\r\\nPING\\r\\n", "< +PONG\\r\\n");

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding()).isEqualTo("client-1's second request was never answered");
        }

        @Test
        void a_cut_bulk_does_no_harm_for_its_length_is_known() {
            var bulk = "*2\\r\\n$4\\r\\nECHO\\r\\n$900\\r\\nxxxx";
            var trace =
                    new Logs()
                            .listens(1)
                            .accepts(1, 4, ALICE)
                            .line(1, "read(4, \"" + bulk + "\"..., 4096) = 922")
                            .line(1, "write(4, \"$900\\r\\nxx\"..., 908) = 908")
                            .log();

            assertThat(judge(claim, trace).finding()).isEqualTo("1 request, each with one reply");
        }

        @Test
        void cut_strings_elsewhere_cannot_be_judged() {
            var trace =
                    new Logs()
                            .listens(1)
                            .accepts(1, 4, ALICE)
                            .line(1, "read(4, \"PING\\r\\nPI\"..., 4096) = 600")
                            .log();

            assertThat(judge(claim, trace).kind()).isEqualTo("undecided");
            assertThat(judge(claim, trace).because())
                    .isEqualTo("strace cut the strings of line 5: record with a longer -s");
        }

        @Test
        void a_client_that_vanishes_in_the_middle_of_a_request_gets_no_reply() {
            assertThat(dialogue("> PING\\r\\n", "< +PONG\\r\\n", "> *1\\r\\n$4").isProved())
                    .isTrue();
        }
    }

    @Nested
    class Bind {

        @Test
        void the_port_that_was_in_use_is_named() {
            var trace =
                    TraceLog.ofText(
                            "bind(3, {sa_family=AF_INET, sin_port=htons(6379),"
                                    + " sin_addr=inet_addr(\"127.0.0.1\")}, 16) = -1 EADDRINUSE (Address"
                                    + " already in use)\n");

            var verdict = judge(Claims.bindFailedWithAddressInUse(), trace);

            assertThat(verdict.isProved()).isTrue();
            assertThat(verdict.finding()).isEqualTo("the bind to port 6379 failed with EADDRINUSE");
        }

        @Test
        void a_server_that_listens_refutes_it() {
            var verdict = judge(Claims.bindFailedWithAddressInUse(), Logs.blocking().log());

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.because()).isEqualTo("the server listens on port 6379");
        }
    }

    @Nested
    class PortHandedOn {

        private static final String TERM =
                "--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=9, si_uid=0} ---";

        /** A server that starts with an execve, as in a log of a strace of its own. */
        private static Logs second(Logs first) {
            return first.line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0").listens(2);
        }

        @Test
        void who_closes_ends_and_makes_room_proves_both() {
            var trace =
                    second(
                                    new Logs()
                                            .listens(1)
                                            .line(1, TERM)
                                            .line(1, "close(3<TCP:[127.0.0.1:6379]>) = 0")
                                            .line(1, "exit_group(143)  = ?")
                                            .line(1, "+++ exited with 143 +++"))
                            .log();

            assertThat(judge(Claims.portHandedOn(), trace).text())
                    .isEqualTo(
                            """
                            proved:   told to end by SIGTERM, the server ends, and the next one has its port
                                      the next server bound port 6379 after the first had ended

                              line  thread     call              client
                                 4  main       SIGTERM                   ← told to end
                                 5  main       close(3)                  ← stops listening
                                 7  main       the process ends
                                10  process 2  bind(3)                   ← the next server has the port

                            because:  it closed its listener itself, and exited with 143
                            """);
            assertThat(judge(Claims.listenerClosedBeforeTheEnd(), trace).finding())
                    .isEqualTo("it stopped listening on line 5, and ended on line 7");
        }

        @Test
        void whose_listener_the_kernel_closes_proves_only_that_the_port_is_handed_on() {
            var trace =
                    second(new Logs().listens(1).line(1, TERM).line(1, "+++ killed by SIGTERM +++"))
                            .log();

            var handedOn = judge(Claims.portHandedOn(), trace);
            assertThat(handedOn.isProved()).isTrue();
            assertThat(handedOn.because())
                    .isEqualTo(
                            "it was killed by SIGTERM: it does not handle the signal, and the"
                                    + " kernel closed its listener");
            var closed = judge(Claims.listenerClosedBeforeTheEnd(), trace);
            assertThat(closed.kind()).isEqualTo("refuted");
            assertThat(closed.finding())
                    .isEqualTo("it ended on line 5, and the kernel closed its listener");
        }

        @Test
        void a_server_that_outlives_the_signal_refutes_it() {
            var verdict = judge(Claims.portHandedOn(), new Logs().listens(1).line(1, TERM).log());

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding())
                    .isEqualTo("SIGTERM reached it on line 4, and it did not end");
        }

        @Test
        void a_next_server_that_did_not_wait_for_the_end_refutes_it() {
            var trace =
                    second(
                                    new Logs()
                                            .listens(1)
                                            .line(1, TERM)
                                            .line(1, "close(3<TCP:[127.0.0.1:6379]>) = 0"))
                            .line(1, "+++ exited with 0 +++")
                            .log();

            assertThat(judge(Claims.portHandedOn(), trace).finding())
                    .isEqualTo(
                            "the next server had the port on line 8, before the first had ended"
                                    + " (line 10)");
        }

        @Test
        void without_a_signal_without_a_next_one_and_without_a_server_nothing_is_proved() {
            assertThat(judge(Claims.portHandedOn(), Logs.blocking().log()).finding())
                    .isEqualTo("no SIGTERM reached the server");
            assertThat(
                            judge(
                                            Claims.portHandedOn(),
                                            new Logs()
                                                    .listens(1)
                                                    .line(1, TERM)
                                                    .line(1, "+++ killed by SIGTERM +++")
                                                    .log())
                                    .finding())
                    .isEqualTo("no other server listened on port 6379");
            assertThat(judge(Claims.portHandedOn(), new Logs().line(1, TERM).log()).finding())
                    .isEqualTo("no server listened");
        }

        @Test
        void a_shutdown_by_another_thread_gives_the_port_back_too() {
            var trace =
                    new Logs()
                            .listens(1)
                            .thread(1, 7)
                            .line(7, TERM)
                            .line(7, "shutdown(3<TCP:[127.0.0.1:6379]>, SHUT_RDWR) = 0")
                            .line(7, "close(3<TCP:[99]>) = 0")
                            .line(7, "exit_group(143) = ?")
                            .line(7, "+++ exited with 143 +++")
                            .line(1, "+++ exited with 143 +++")
                            .log();

            assertThat(judge(Claims.listenerClosedBeforeTheEnd(), trace).isProved()).isTrue();
        }

        /** A server that listens and then becomes a daemon: 5 inherits the listener from 1. */
        private static Logs daemon() {
            return new Logs().listens(1).fork(1, 5).line(1, "+++ exited with 0 +++");
        }

        @Test
        void a_daemon_that_inherited_the_listener_hands_the_port_on_by_its_own_end() {
            var trace = second(daemon().line(5, TERM).line(5, "+++ killed by SIGTERM +++")).log();

            assertThat(judge(Claims.portHandedOn(), trace).text())
                    .isEqualTo(
                            """
                            proved:   told to end by SIGTERM, the server ends, and the next one has its port
                                      the next server bound port 6379 after the first had ended

                              line  thread     call              client
                                 6  process 5  SIGTERM                   ← told to end
                                 7  process 5  the process ends
                                10  process 2  bind(3)                   ← the next server has the port

                            because:  it was killed by SIGTERM: it does not handle the signal, and the kernel closed its listener
                            """);
            assertThat(judge(Claims.listenerClosedBeforeTheEnd(), trace).finding())
                    .isEqualTo("it ended on line 7, and the kernel closed its listener");
        }

        @Test
        void a_daemon_that_closes_the_listener_before_its_end_proves_both() {
            var trace =
                    second(
                                    daemon().line(5, TERM)
                                            .line(5, "close(3<TCP:[127.0.0.1:6379]>) = 0")
                                            .line(5, "exit_group(0) = ?")
                                            .line(5, "+++ exited with 0 +++"))
                            .log();

            assertThat(judge(Claims.portHandedOn(), trace).because())
                    .isEqualTo("it closed its listener itself, and exited with 0");
            assertThat(judge(Claims.listenerClosedBeforeTheEnd(), trace).finding())
                    .isEqualTo("it stopped listening on line 7, and ended on line 9");
        }

        @Test
        void a_daemon_that_ignores_the_signal_refutes_both() {
            var trace = daemon().line(5, TERM).beginsToAccept(5).log();

            assertThat(judge(Claims.portHandedOn(), trace).text())
                    .isEqualTo(
                            """
                            expected: told to end by SIGTERM, the server ends, and the next one has its port
                            but was:  SIGTERM reached it on line 6, and a process that inherited its listener did not end

                              line  thread     call     client
                                 6  process 5  SIGTERM          ← told to end

                            because:  a port is free when the last descriptor of its listener is closed: at the latest when its process ends
                            hint:     end on SIGTERM: an operator sends it first, and SIGKILL only when that fails
                            """);
            assertThat(judge(Claims.listenerClosedBeforeTheEnd(), trace).finding())
                    .isEqualTo("a process that inherited its listener did not end");
        }

        @Test
        void workers_whose_parent_has_gone_have_ended_when_the_last_of_them_has() {
            var workers =
                    new Logs()
                            .listens(1)
                            .fork(1, 5)
                            .fork(1, 6)
                            .line(1, "+++ exited with 0 +++")
                            .line(5, TERM)
                            .line(6, TERM)
                            .line(6, "+++ killed by SIGTERM +++");

            assertThat(workers.trace().sockets().getFirst().end()).isNull();
            var trace = second(workers.line(5, "+++ killed by SIGTERM +++")).log();
            assertThat(trace.keep().sockets().getFirst().end())
                    .extracting(Exit::tid, Exit::line)
                    .containsExactly(5, 10);
            assertThat(judge(Claims.portHandedOn(), trace).isProved()).isTrue();
        }

        @Test
        void a_child_that_is_left_behind_with_the_listener_refutes_it() {
            var trace =
                    new Logs()
                            .listens(1)
                            .fork(1, 5)
                            .line(1, TERM)
                            .line(1, "+++ killed by SIGTERM +++")
                            .line(5, "pause( <unfinished ...>")
                            .log();

            var verdict = judge(Claims.portHandedOn(), trace);
            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding())
                    .isEqualTo(
                            "SIGTERM reached it on line 5, and a process that inherited its"
                                    + " listener did not end");
        }

        @Test
        void a_child_that_closed_the_listener_may_outlive_the_server() {
            var trace =
                    second(
                                    new Logs()
                                            .listens(1)
                                            .fork(1, 5)
                                            .line(5, "close(3<TCP:[127.0.0.1:6379]>) = 0")
                                            .line(1, TERM)
                                            .line(1, "+++ killed by SIGTERM +++"))
                            .log();

            assertThat(judge(Claims.portHandedOn(), trace).isProved()).isTrue();
        }

        @Test
        void a_child_that_was_forked_keeps_the_port_of_a_parent_that_closed_it() {
            var trace =
                    new Logs()
                            .listens(1)
                            .fork(1, 5)
                            .line(5, "getpid() = 5")
                            .line(1, "close(3<TCP:[127.0.0.1:6379]>) = 0")
                            .log();

            assertThat(trace.keep().sockets().getFirst().released()).isNull();
        }
    }

    @Nested
    class PortShared {

        @Test
        void two_that_listen_at_a_time_and_accept_prove_it() {
            var verdict =
                    judge(
                            Claims.portShared(),
                            new Logs()
                                    .listens(1)
                                    .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                                    .listens(2)
                                    .accepts(1, 4, ALICE)
                                    .accepts(2, 4, BOB)
                                    .log());

            assertThat(verdict.text())
                    .isEqualTo(
                            """
                            proved:   two servers listen on one port, and each accepts clients
                                      2 servers accepted clients of port 6379

                              line  thread     call            client
                                 3  main       listen(3)
                                 7  process 2  listen(3)
                                 8  main       accept4(3) = 4  client-1  ← the first of 1
                                 9  process 2  accept4(3) = 4  client-2  ← the first of 1

                            because:  with SO_REUSEPORT each listener has a backlog of its own, and the kernel chooses one by a hash of the client's address and port
                            """);
        }

        @Test
        void a_daemon_accepts_for_the_one_that_listened() {
            var trace =
                    new Logs()
                            .listens(1)
                            .fork(1, 5)
                            .line(1, "+++ exited with 0 +++")
                            .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                            .listens(2)
                            .accepts(5, 4, ALICE)
                            .accepts(2, 4, BOB)
                            .log();

            assertThat(judge(Claims.portShared(), trace).isProved()).isTrue();
        }

        @Test
        void one_that_accepts_nobody_refutes_it() {
            var verdict =
                    judge(
                            Claims.portShared(),
                            new Logs()
                                    .listens(1)
                                    .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                                    .listens(2)
                                    .accepts(1, 4, ALICE)
                                    .log());

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding()).isEqualTo("process 2 accepted nobody");
        }

        @Test
        void one_after_the_other_refutes_it() {
            var verdict =
                    judge(
                            Claims.portShared(),
                            new Logs()
                                    .listens(1)
                                    .accepts(1, 4, ALICE)
                                    .line(1, "+++ exited with 0 +++")
                                    .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                                    .listens(2)
                                    .accepts(2, 4, BOB)
                                    .log());

            assertThat(verdict.finding())
                    .isEqualTo("no two servers listened on one port at a time");
        }
    }

    @Nested
    class Backlog {

        private final Claim claim = Claims.waitedInBacklog("bob");

        @Test
        void bob_waited_while_alice_was_served() {
            var verdict = judge(claim, Logs.blocking().log(5));

            assertThat(verdict.isProved()).isTrue();
            assertThat(verdict.finding())
                    .isEqualTo("bob waited 4.0 ms in the backlog, from first byte to accept");
        }

        @Test
        void who_speaks_after_alice_has_left_waits_for_nobody() {
            var verdict = judge(claim, Logs.blocking().log(8));

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.finding()).contains("waited for no other client's end");
        }

        @Test
        void a_server_that_sleeps_in_accept_lets_nobody_wait() {
            assertThat(judge(claim, Logs.threaded().log(7)).kind()).isEqualTo("refuted");
        }

        @Test
        void without_the_clients_own_clock_nobody_can_tell() {
            var trace = Logs.blocking().log();

            var verdict = judge(Claims.waitedInBacklog("client-2"), trace);

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.because())
                    .contains("it is not known when client-2 sent its first byte");
        }
    }
}
