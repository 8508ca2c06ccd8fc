package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story, on the labs' servers and on others. */
@DisplayName("lab demo")
class DemoTest {
    @TempDir private Path home;
    private TestKit kit;

    @BeforeEach
    void open() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void close() throws IOException {
        kit.close();
    }

    @Test
    @DisplayName("plays on the server of each lab, and bob waits")
    void labs() {
        for (var lab : new String[] {"1", "2", "3", "4"}) {
            var ran = kit.lab("demo", lab, "--port", "0");
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
            assertThat(ran.out())
                    .contains("+ ./lab start " + lab + "; ./lab trace " + lab)
                    .contains("bob    | waits …")
                    .contains("proved:   alice is served before bob");
        }
    }

    @Test
    @DisplayName("tells the same story of a threaded server, on which bob does not wait")
    void contrast() {
        var ran = kit.lab("demo", "--port", "0", "--", "python3", TestKit.server("threaded.py"));
        assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
        assertThat(ran.out())
                .contains("+ ./lab trace -- python3 ")
                .doesNotContain("waits …")
                .containsSubsequence("bob    | OK", "alice  | leaves", "bob    | leaves")
                .contains("but was:  bob was accepted on line ");
        assertThat(ran.out().lines().filter(line -> line.startsWith("because:")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
    }

    @Test
    @DisplayName("--step shows a moment, and waits for a key before the next")
    void step() throws Exception {
        var demo = kit.program("demo", "--step", "--port", "0").start();
        try (var keys = demo.getOutputStream()) {
            TestKit.await("the first moment", () -> kit.read("out").contains("strace | listen("));
            keys.write(' ');
            keys.flush();
            TestKit.await("the next one", () -> kit.read("out").contains("alice  | connects"));
            assertThat(kit.read("out")).doesNotContain("bob");
        } // at the end of the input it goes on by itself
        assertThat(demo.waitFor()).as(kit.read("err")).isZero();
        assertThat(kit.read("out")).contains("proved:   alice is served before bob");
    }

    @Test
    @DisplayName("plays one server at a time")
    void one() {
        var ran = kit.lab("demo", "3", "--", "true");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("one server at a time");
    }
}
