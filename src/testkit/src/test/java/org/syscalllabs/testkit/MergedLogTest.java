package org.syscalllabs.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergedLogTest {

    @Test
    @DisplayName("lines come in the order of their times, those of one log in their own")
    void order() throws IOException {
        assertThat(
                        merged(
                                """
                                7 1700000000.000001 accept4(3, <unfinished ...>
                                8 1700000000.000003 close(4) = 0
                                7 1700000000.000003 <... accept4 resumed>) = 5
                                """,
                                """
                                11 1700000000.000002 execve("/bin/true") = 0
                                11 1700000000.000004 +++ exited with 0 +++
                                """))
                .isEqualTo(
                        """
                        7 1700000000.000001 accept4(3, <unfinished ...>
                        11 1700000000.000002 execve("/bin/true") = 0
                        8 1700000000.000003 close(4) = 0
                        7 1700000000.000003 <... accept4 resumed>) = 5
                        11 1700000000.000004 +++ exited with 0 +++
                        """);
    }

    @Test
    @DisplayName("a line without a time stays behind the one before it; a cut log is no trouble")
    void withoutTime() throws IOException {
        assertThat(
                        merged(
                                "7 1700000000.000005 listen(3) = 0\nstrace: Process 9 attached\n7 17",
                                "8 1700000000.000001 listen(3) = 0\n"))
                .isEqualTo(
                        """
                        8 1700000000.000001 listen(3) = 0
                        7 1700000000.000005 listen(3) = 0
                        strace: Process 9 attached
                        7 17
                        """);
    }

    private static String merged(String... logs) throws IOException {
        var streams = new ArrayList<InputStream>();
        for (var log : logs) {
            streams.add(new ByteArrayInputStream(log.getBytes(ISO_8859_1)));
        }
        return new String(MergedLog.of(streams), ISO_8859_1);
    }
}
