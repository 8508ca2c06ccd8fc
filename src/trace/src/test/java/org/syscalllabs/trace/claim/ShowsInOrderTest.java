package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;

class ShowsInOrderTest {

    @Test
    void the_calls_of_one_client_are_shown_in_order() {
        var trace = Logs.blocking().log(5);

        assertThat(trace.judge(Claims.showsInOrder("bob", "accept4", "recvfrom", "sendto")))
                .satisfies(verdict -> assertThat(verdict.isProved()).isTrue())
                .satisfies(verdict ->
                        assertThat(verdict.evidence())
                                .extracting(Evidence::line)
                                .containsExactly(9, 10, 11));
    }

    @Test
    void another_name_for_the_same_deed_is_another_call() {
        var verdict =
                Logs.blocking().log(5).judge(Claims.showsInOrder("alice", "accept4", "recvmsg"));

        assertThat(verdict.kind()).isEqualTo("refuted");
        assertThat(verdict.finding()).isEqualTo("no recvmsg after accept4");
        assertThat(verdict.because())
                .isEqualTo("the calls on this connection are accept4, recvfrom, sendto, close");
    }
}
