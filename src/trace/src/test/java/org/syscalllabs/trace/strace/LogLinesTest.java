package org.syscalllabs.trace.strace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLinesTest {

    private static final int LINES = 200;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 64, 4096})
    void a_line_ends_where_its_line_end_is_wherever_a_read_stops(int bytesOfARead)
            throws IOException {
        var log = new StringBuilder();
        var expected = new ArrayList<String>();
        for (var length = 0; length < LINES; length++) {
            // 0x0B, 0x8A and 0x09 differ from a line end in one bit, or by one; 0xFF in six.
            var argument = "\"" + "\u000b\u008a\u00ff\t".repeat(length).substring(0, length) + "\"";
            expected.add(argument);
            log.append("1 write(1, ").append(argument).append(") = ").append(length);
            log.append(length % 2 == 0 ? "\n" : "\r\n");
        }

        var seen = new ArrayList<String>();
        var reader =
                new StraceReader(event -> {
                    if (event instanceof Syscall call) {
                        seen.add(call.arg(1));
                    }
                });
        try (var lines = new LogLines(inPieces(log.toString(), bytesOfARead))) {
            lines.to(reader);
            assertThat(lines.bytes()).isEqualTo(log.length());
        }

        assertThat(seen).isEqualTo(expected);
        assertThat(reader.lines()).isEqualTo(LINES);
        assertThat(reader.unreadable().count()).isZero();
    }

    private static InputStream inPieces(String log, int most) {
        return new ByteArrayInputStream(log.getBytes(ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(most, length));
            }
        };
    }
}
