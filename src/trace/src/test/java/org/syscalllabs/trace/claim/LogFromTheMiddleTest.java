package org.syscalllabs.trace.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.syscalllabs.trace.TraceLog;

/**
 * strace was attached while a client was there: the log shows neither its accept nor what it had
 * asked.
 */
@DisplayName("A log that begins in the middle")
class LogFromTheMiddleTest {

    /**
     * Thread 81 serves the clients that come; thread 80 answers the one that was there, by
     * descriptor 5.
     */
    private static final String LOG =
            """
            81  accept(3, {sa_family=AF_INET, sin_port=htons(51001)}, [16]) = 9
            81  recvfrom(9, "PING\\n", 64, 0, NULL, NULL) = 5
            80  sendto(5, "+PONG\\r\\n", 7, 0, NULL, 0) = 7
            81  sendto(9, "+PONG\\r\\n", 7, 0, NULL, 0) = 7
            81  recvfrom(9, "", 64, 0, NULL, NULL) = 0
            81  close(9) = 0
            """;

    static Stream<Claim> claims() {
        return Stream.of(
                Claims.servedOneAtATime(),
                Claims.acceptedHeardAnswered(),
                Claims.everyRequestGotOneReply());
    }

    /** As strace -yy writes it: then the descriptor tells whose it is. */
    private static String named(String log) {
        return log.replaceAll("([(]| = )3", "$13<TCP:[127.0.0.1:6379]>")
                .replaceAll("([(]| = )5,", "$15<TCP:[127.0.0.1:6379->127.0.0.1:51000]>,")
                .replaceAll("([(]| = )9", "$19<TCP:[127.0.0.1:6379->127.0.0.1:51001]>");
    }

    private static Verdict judge(Claim claim, String log) {
        return TraceLog.ofText(log).judge(claim);
    }

    @ParameterizedTest
    @MethodSource("claims")
    @DisplayName("leaves open what a client that was there could break")
    void is_undecided(Claim claim) {
        for (var log : List.of(LOG, named(LOG))) {
            var verdict = judge(claim, log);

            assertThat(verdict.kind()).isEqualTo("undecided");
            assertThat(verdict.because())
                    .startsWith("line 3 serves a client that the log did not see come: ");
            assertThat(verdict.line()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("refutes what a client who came afterwards shows")
    void tells_who_came_afterwards_apart() {
        var again = "81  sendto(9, \"+PONG\\r\\n\", 7, 0, NULL, 0) = 7\n";
        var twice = LOG.replace(again, again + again);
        var unheard = LOG.replaceFirst("(?m)^81  recvfrom.*\n", "");

        assertThat(judge(Claims.everyRequestGotOneReply(), named(twice)).finding())
                .isEqualTo("client-1's first request was answered twice");
        assertThat(judge(Claims.acceptedHeardAnswered(), named(unheard)).finding())
                .isEqualTo("the trace does not show that client-1 was heard");
    }

    @Test
    @DisplayName(
            "does not say that a reply went to the wrong client, as that one may have asked before")
    void a_thread_that_serves_several_clients_is_not_blamed() {
        var oneThread = named(LOG).replace("80  ", "81  ");

        assertThat(judge(Claims.everyRequestGotOneReply(), oneThread).kind())
                .isEqualTo("undecided");
    }
}
