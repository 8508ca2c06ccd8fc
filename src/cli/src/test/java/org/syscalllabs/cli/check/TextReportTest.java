package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.protocol.Dialect;
import picocli.CommandLine.Help.Ansi;

class TextReportTest {

    @Test
    void a_line_a_claim_the_sum_and_at_the_end_the_whole_failure() {
        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.PROVED, Outcomes.REFUTED, Outcomes.NOT_RUN)))
                .isEqualTo(
                        """
                        proved   bob is served only after alice has left   lines 243 248 249
                        refuted  every request gets one reply
                        not run  bob waits in the backlog   the server did not serve
                        refuted: lab 03-many-clients, 1 of 3 claims proved; trace: work/03/trace.log

                        refuted  every request gets one reply

                          expected: one reply
                          but was:  "+OK\\r\\n" & a bell \\u0007

                          hint:     count
                        """);
    }

    @Test
    void the_timeline_the_waits_and_the_unread_lines_stand_before_the_sum() {
        var text = text(Ansi.OFF, Outcomes.traced(Outcomes.PROVED, Outcomes.UNDECIDED));

        assertThat(text)
                .containsSubsequence(
                        "\nundecided  alice is served before bob\n\n",
                        "client-1",
                        "\n2 lines could not be read: 2, 6\n"
                                + "undecided: lab 03-many-clients, 1 of 2 claims proved; trace: ",
                        "\n\nundecided  alice is served before bob\n\n  undecided: alice",
                        "\n  because:  5 bytes came that no line sends\n")
                .endsWith("no line sends\n");
    }

    @Test
    void what_to_mend_first_stands_last_and_refuted_outranks_undecided() {
        var second =
                new Finding(
                        "ManyClientsTest.later",
                        "a later claim",
                        Finding.Result.REFUTED,
                        List.of(),
                        "but was:  otherwise",
                        null,
                        Duration.ZERO);
        var text = text(Ansi.OFF, Outcomes.of(Outcomes.UNDECIDED, Outcomes.REFUTED, second));

        assertThat(text)
                .containsSubsequence(
                        "refuted: lab 03-many-clients, 0 of 3 claims proved",
                        "undecided  alice is served before bob\n\n",
                        "refuted  a later claim\n\n",
                        "refuted  every request gets one reply\n\n")
                .endsWith("hint:     count\n");
    }

    @Test
    void a_claim_that_falls_with_another_is_told_in_a_line_without_its_message() {
        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.REFUTED, Outcomes.SAME_REASON)))
                .contains("not run  every client is served once   for the same reason\n")
                .containsOnlyOnce("every client is served once");
    }

    @Test
    void claims_that_do_not_apply_are_counted_apart() {
        var one = Outcomes.OF_ANOTHER_KIND;

        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.PROVED, one)))
                .contains("not run  the threads have names   it is no Java server\n")
                .contains("proved: lab 03-many-clients, 1 of 1 claims proved, 1 does not apply; ");
        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.PROVED, one, one)))
                .contains("1 of 1 claims proved, 2 do not apply; trace: work/03/trace.log\n");
    }

    @Test
    void the_language_that_the_server_has_understood_is_said() {
        assertThat(text(Ansi.OFF, Outcomes.in(Dialect.ARRAYS, Outcomes.PROVED)))
                .endsWith("1 of 1 claims proved; spoken: RESP arrays; trace: work/03/trace.log\n");
        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.PROVED))).doesNotContain("spoken");
    }

    @Test
    void colours_only_on_a_terminal() {
        assertThat(text(Ansi.ON, Outcomes.of(Outcomes.PROVED))).contains("\u001b[32mproved");
        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.PROVED))).doesNotContain("\u001b");
    }

    private static String text(Ansi ansi, Outcome outcome) {
        var text = new StringWriter();
        var report = new TextReport(new PrintWriter(text), ansi);
        outcome.findings().forEach(report::judged);
        report.finished(outcome);
        return text.toString();
    }
}
