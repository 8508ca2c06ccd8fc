package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

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
                          "result" : "proved",
                          "exitCode" : 0,
                          "command" : [ "python3", "my <server>.py" ],
                          "trace" : "work/03/trace.log",
                          "claims" : [ {
                            "claim" : "bob is served only after alice has left",
                            "test" : "ManyClientsTest.bob_waits",
                            "result" : "proved",
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
                            "hint" : "see the page"
                          }, {
                            "claim" : "bob waits in the backlog",
                            "test" : "ManyClientsTest.backlog",
                            "result" : "not run",
                            "seconds" : 0.0,
                            "lines" : [ ],
                            "message" : "the server did not serve"
                          } ],
                          "waits" : [ ]
                        }
                        """);
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
