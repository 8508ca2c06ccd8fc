package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.syscalllabs.trace.Logs.ALICE;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.syscalllabs.trace.Logs;

class EveryRequestGotOneReplyTest {

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
        return log.receives(1, 4, ALICE, "").closes(1, 4, ALICE).log().judge(claim);
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
                new Logs()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .receives(1, 4, ALICE, "PING\\r\\n")
                        .line(1, "pwritev2(4, [{iov_base=\"+PONG\\r\\n\"}], 1, -1, 0) = 7")
                        .log()
                        .judge(claim);

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

        assertThat(trace.judge(claim).finding()).isEqualTo("1 request, each with one reply");
    }

    @Test
    void cut_strings_elsewhere_cannot_be_judged() {
        var trace =
                new Logs()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .line(1, "read(4, \"PING\\r\\nPI\"..., 4096) = 600")
                        .log();

        assertThat(trace.judge(claim).kind()).isEqualTo("undecided");
        assertThat(trace.judge(claim).because())
                .isEqualTo("strace cut the strings of line 5: record with a longer -s");
    }

    @Test
    void a_client_that_vanishes_in_the_middle_of_a_request_gets_no_reply() {
        assertThat(dialogue("> PING\\r\\n", "< +PONG\\r\\n", "> *1\\r\\n$4").isProved()).isTrue();
    }
}
