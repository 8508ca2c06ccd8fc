package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.protocol.Dialect;

class JsonReportTest {

    @Test
    void one_object_with_every_claim_its_lines_and_its_evidence() throws IOException {
        var json = json(Outcomes.of(Outcomes.PROVED, Outcomes.NOT_RUN));

        assertThat(json)
                .isEqualToNormalizingNewlines(
                        """
                        {
                          "schema" : "syscall-labs/check/v1",
                          "lab" : "03-many-clients",
                          "result" : "not run",
                          "exitCode" : 3,
                          "command" : [ "python3", "my <server>.py" ],
                          "trace" : "work/03/trace.log",
                          "sandbox" : true,
                          "claims" : [ {
                            "claim" : "bob is served only after alice has left",
                            "test" : "ManyClientsTest.bob_waits",
                            "result" : "proved",
                            "applies" : true,
                            "seconds" : 0.12,
                            "lines" : [ 243, 248, 249 ],
                            "evidence" : [ {
                              "line" : 248,
                              "thread" : "main",
                              "call" : "close(4)",
                              "client" : "alice",
                              "note" : "alice ends"
                            } ],
                            "found" : "so it was",
                            "because" : "one thread",
                            "hint" : ""
                          }, {
                            "claim" : "bob waits in the backlog",
                            "test" : "ManyClientsTest.backlog",
                            "result" : "not run",
                            "applies" : true,
                            "seconds" : 0.0,
                            "lines" : [ ],
                            "message" : "the server did not serve"
                          } ],
                          "waits" : [ ],
                          "unreadCount" : 0,
                          "unread" : [ ]
                        }
                        """);
    }

    @Test
    void an_undecided_claim_makes_the_whole_undecided() throws IOException {
        assertThat(json(Outcomes.of(Outcomes.PROVED, Outcomes.UNDECIDED)))
                .contains("  \"result\" : \"undecided\",\n  \"exitCode\" : 4,")
                .contains("    \"result\" : \"undecided\",\n    \"applies\" : true,")
                .contains("\"because\" : \"5 bytes came that no line sends\"");
    }

    @Test
    void a_refuted_claim_has_its_hint() throws IOException {
        assertThat(json(Outcomes.of(Outcomes.REFUTED)))
                .contains("\"because\" : \"one thread\",\n    \"hint\" : \"see the page\",");
    }

    @Test
    void the_language_that_the_server_has_understood_is_a_word() throws IOException {
        assertThat(json(Outcomes.in(Dialect.ARRAYS, Outcomes.PROVED)))
                .contains("  \"spoken\" : \"arrays\",\n");
        assertThat(json(Outcomes.of(Outcomes.PROVED))).doesNotContain("spoken");
    }

    @Test
    void a_claim_about_another_kind_of_server_does_not_apply() throws IOException {
        assertThat(json(Outcomes.of(Outcomes.PROVED, Outcomes.OF_ANOTHER_KIND)))
                .contains("  \"result\" : \"proved\",\n  \"exitCode\" : 0,")
                .contains("    \"result\" : \"not run\",\n    \"applies\" : false,");
    }

    @Test
    void lines_that_could_not_be_read_are_ascending_numbers_whatever_the_result()
            throws IOException {
        for (var finding :
                List.of(Outcomes.PROVED, Outcomes.REFUTED, Outcomes.UNDECIDED, Outcomes.NOT_RUN)) {
            assertThat(json(Outcomes.traced(finding)))
                    .contains("  \"unreadCount\" : 2,\n  \"unread\" : [ 2, 6 ]\n");
        }
    }

    @Test
    void whatever_a_server_sent_it_stays_json() throws IOException {
        var message = "";
        try (var parser =
                new JsonFactory()
                        .createParser(json(Outcomes.stoppedBy("no strace", Outcomes.REFUTED)))) {
            while (parser.nextToken() != null) {
                if ("message".equals(parser.currentName())) {
                    message = parser.getText();
                }
            }
        }

        assertThat(message).isEqualTo(Outcomes.REFUTED.message());
    }

    private static String json(Outcome outcome) throws IOException {
        var json = new StringWriter();
        new JsonReport(json).finished(outcome);
        return json.toString();
    }
}
