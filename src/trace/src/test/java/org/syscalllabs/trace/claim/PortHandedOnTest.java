package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;
import org.syscalllabs.trace.strace.Exit;

class PortHandedOnTest {

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

        assertThat(trace.judge(Claims.portHandedOn()).text())
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
        assertThat(trace.judge(Claims.listenerClosedBeforeTheEnd()).finding())
                .isEqualTo("it stopped listening on line 5, and ended on line 7");
    }

    @Test
    void whose_listener_the_kernel_closes_proves_only_that_the_port_is_handed_on() {
        var trace =
                second(new Logs().listens(1).line(1, TERM).line(1, "+++ killed by SIGTERM +++"))
                        .log();

        var handedOn = trace.judge(Claims.portHandedOn());
        assertThat(handedOn.isProved()).isTrue();
        assertThat(handedOn.because())
                .isEqualTo(
                        "it was killed by SIGTERM: it does not handle the signal, and the"
                                + " kernel closed its listener");
        var closed = trace.judge(Claims.listenerClosedBeforeTheEnd());
        assertThat(closed.kind()).isEqualTo("refuted");
        assertThat(closed.finding())
                .isEqualTo("it ended on line 5, and the kernel closed its listener");
    }

    @Test
    void a_server_that_outlives_the_signal_refutes_it() {
        var verdict = new Logs().listens(1).line(1, TERM).log().judge(Claims.portHandedOn());

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding()).isEqualTo("SIGTERM reached it on line 4, and it did not end");
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

        assertThat(trace.judge(Claims.portHandedOn()).finding())
                .isEqualTo(
                        "the next server had the port on line 8, before the first had ended"
                                + " (line 10)");
    }

    @Test
    void without_a_signal_without_a_next_one_and_without_a_server_nothing_is_proved() {
        assertThat(Logs.blocking().log().judge(Claims.portHandedOn()).finding())
                .isEqualTo("no SIGTERM reached the server");
        assertThat(
                        new Logs()
                                .listens(1)
                                .line(1, TERM)
                                .line(1, "+++ killed by SIGTERM +++")
                                .log()
                                .judge(Claims.portHandedOn())
                                .finding())
                .isEqualTo("no other server listened on port 6379");
        assertThat(new Logs().line(1, TERM).log().judge(Claims.portHandedOn()).finding())
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

        assertThat(trace.judge(Claims.listenerClosedBeforeTheEnd()).isProved()).isTrue();
    }

    /** A server that listens and then becomes a daemon: 5 inherits the listener from 1. */
    private static Logs daemon() {
        return new Logs().listens(1).fork(1, 5).line(1, "+++ exited with 0 +++");
    }

    @Test
    void a_daemon_that_inherited_the_listener_hands_the_port_on_by_its_own_end() {
        var trace = second(daemon().line(5, TERM).line(5, "+++ killed by SIGTERM +++")).log();

        assertThat(trace.judge(Claims.portHandedOn()).text())
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
        assertThat(trace.judge(Claims.listenerClosedBeforeTheEnd()).finding())
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

        assertThat(trace.judge(Claims.portHandedOn()).because())
                .isEqualTo("it closed its listener itself, and exited with 0");
        assertThat(trace.judge(Claims.listenerClosedBeforeTheEnd()).finding())
                .isEqualTo("it stopped listening on line 7, and ended on line 9");
    }

    @Test
    void a_daemon_that_ignores_the_signal_refutes_both() {
        var trace = daemon().line(5, TERM).beginsToAccept(5).log();

        assertThat(trace.judge(Claims.portHandedOn()).text())
                .isEqualTo(
                        """
                        expected: told to end by SIGTERM, the server ends, and the next one has its port
                        but was:  SIGTERM reached it on line 6, and a process that inherited its listener did not end

                          line  thread     call     client
                             6  process 5  SIGTERM          ← told to end

                        because:  a port is free when the last descriptor of its listener is closed: at the latest when its process ends
                        hint:     end on SIGTERM: an operator sends it first, and SIGKILL only when that fails
                        """);
        assertThat(trace.judge(Claims.listenerClosedBeforeTheEnd()).finding())
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
        assertThat(trace.judge(Claims.portHandedOn()).isProved()).isTrue();
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

        var verdict = trace.judge(Claims.portHandedOn());
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

        assertThat(trace.judge(Claims.portHandedOn()).isProved()).isTrue();
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
