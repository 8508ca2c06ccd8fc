package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lab check 3} on servers that serve one client at a time, and do something to the kit. */
@Timeout(60)
class HostileServersTest {

    @TempDir private Path home;
    private TestKit kit;

    @BeforeEach
    void makeKit() throws IOException {
        kit = new TestKit(home);
    }

    /** What is judged has no name; the file that has one is what was judged. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncates",
                "removes",
                "forges",
                "makes-a-pipe-of",
                "makes-zeros-of",
                "makes-a-folder-of"
            })
    void what_a_server_makes_of_the_trace_is_not_judged(String kind) throws IOException {
        var ran = check(kind);

        assertThat(ran.out()).contains("4 of 4 claims proved").doesNotContain("could not be read");
        assertThat(ran.exit()).isEqualTo(0);
        if (!kind.equals("makes-a-folder-of")) {
            assertThat(trace()).isRegularFile().content().contains("execve(", "accept4(");
            assertThat(Files.isSymbolicLink(trace())).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    kills-strace, 4, because:  strace ended before the server did
                    stops-strace, 4, because:  strace was stopped
                    dies-by-segv, 1, 'the server died, killed by SIGSEGV'
                    sends-lines,  1, 'but was:  the server sent "+OK'
                    sends-a-line, 1, 'but was:  the server sent "xxx'
                    """)
    void it_is_told_what_the_server_did(String kind, int exit, String words) {
        var ran = check(kind);

        assertThat(ran.out()).contains(words);
        assertThat(ran.exit()).isEqualTo(exit);
    }

    private TestKit.Ran check(String kind) {
        return kit.lab(
                "check",
                "3",
                "--no-sandbox",
                "--port",
                "0",
                "--",
                "python3",
                TestKit.server("hostile.py"),
                kind,
                trace().toString());
    }

    private Path trace() {
        return home.resolve("work/03/trace.log");
    }
}
