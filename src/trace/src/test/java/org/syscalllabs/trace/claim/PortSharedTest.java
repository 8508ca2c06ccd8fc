package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.syscalllabs.trace.Logs.ALICE;
import static org.syscalllabs.trace.Logs.BOB;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;

class PortSharedTest {

    @Test
    void two_that_listen_at_a_time_and_accept_prove_it() {
        var verdict =
                new Logs()
                        .listens(1)
                        .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                        .listens(2)
                        .accepts(1, 4, ALICE)
                        .accepts(2, 4, BOB)
                        .log()
                        .judge(Claims.portShared());

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

        assertThat(trace.judge(Claims.portShared()).isProved()).isTrue();
    }

    @Test
    void one_that_accepts_nobody_refutes_it() {
        var verdict =
                new Logs()
                        .listens(1)
                        .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                        .listens(2)
                        .accepts(1, 4, ALICE)
                        .log()
                        .judge(Claims.portShared());

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding()).isEqualTo("process 2 accepted nobody");
    }

    @Test
    void one_after_the_other_refutes_it() {
        var verdict =
                new Logs()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .line(1, "+++ exited with 0 +++")
                        .line(2, "execve(\"/bin/server\", [\"server\"], 0x7f) = 0")
                        .listens(2)
                        .accepts(2, 4, BOB)
                        .log()
                        .judge(Claims.portShared());

        assertThat(verdict.finding()).isEqualTo("no two servers listened on one port at a time");
    }
}
