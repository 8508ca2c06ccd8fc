package org.syscalllabs.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

    @Test
    void a_flood_is_counted_not_printed() {
        var printed = new ByteArrayOutputStream();
        var complaints = new Complaints(new PrintStream(printed, true, UTF_8));

        for (var number = 1; number <= 1_000_000; number++) {
            complaints.add("ECONNRESET " + number);
        }

        assertThat(printed.toString(UTF_8).lines())
                .hasSize(113)
                .startsWith("ECONNRESET 1", "ECONNRESET 2")
                .contains(
                        "ECONNRESET 100",
                        "200 clients have had such an end by now; the last: ECONNRESET 200",
                        "819200 clients have had such an end by now; the last: ECONNRESET 819200");
    }
}
