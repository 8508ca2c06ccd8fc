package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;
import org.syscalllabs.trace.TraceLog;

class BindFailedTest {

    @Test
    void the_port_that_was_in_use_is_named() {
        var trace =
                TraceLog.ofText(
                        "bind(3, {sa_family=AF_INET, sin_port=htons(6379),"
                                + " sin_addr=inet_addr(\"127.0.0.1\")}, 16) = -1 EADDRINUSE (Address"
                                + " already in use)\n");

        var verdict = trace.judge(Claims.bindFailedWithAddressInUse());

        assertThat(verdict.isProved()).isTrue();
        assertThat(verdict.finding()).isEqualTo("the bind to port 6379 failed with EADDRINUSE");
    }

    @Test
    void a_server_that_listens_refutes_it() {
        var verdict = Logs.blocking().log().judge(Claims.bindFailedWithAddressInUse());

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.because()).isEqualTo("the server listens on port 6379");
    }
}
