package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class TextReportTest {

    @Test
    void a_line_a_claim_and_the_whole_failure_under_what_is_refuted() {
        assertThat(text(Ansi.OFF, Outcomes.of(Outcomes.PROVED, Outcomes.REFUTED, Outcomes.NOT_RUN)))
                .isEqualTo(
                        """
                        proved   bob is served only after alice has left   lines 243 248 249
                        refuted  every request gets one reply

                          expected: one reply
                          but was:  "+OK\\r\\n" & a bell \\u0007

                          hint:     count

                        not run  bob waits in the backlog   the server did not serve
                        refuted: lab 03-many-clients, 1 of 3 claims proved; trace: work/03/trace.log
                        """);
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
