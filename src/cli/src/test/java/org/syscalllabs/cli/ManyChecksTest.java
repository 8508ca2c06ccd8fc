package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many checks in one JVM, side by side: nothing of one may reach another. How many there are is the
 * system property {@code checks}: {@code -Dchecks=200}.
 */
@DisplayName("many checks in one JVM")
class ManyChecksTest {

    private static final int CHECKS = Integer.getInteger("checks", 24);
    private static final int AT_A_TIME = 8;

    /** A claim's line, and the sum's: the word, and what it is said of, without what follows. */
    private static final Pattern CLAIM =
            Pattern.compile("(?m)^(proved|refuted|undecided|not run) +(.+?)(   .*|; trace.*)?$");

    /** A lab, and the file of a server that it checks: right ones and wrong ones. */
    private record Pair(String lab, String server) {}

    /** What a check said: its exit code, and each line with a verdict. */
    private record Said(int exit, List<String> verdicts) {}

    private static final List<Pair> PAIRS =
            List.of(
                    new Pair("3", "blocking_resp.py"),
                    new Pair("3", "threaded.py"),
                    new Pair("2", "blocking_resp.py"),
                    new Pair("3", "answers_twice.py"),
                    new Pair("1", "blocking_resp.py"),
                    new Pair("3", "dies_at_start.py"),
                    new Pair("2", "dies_in_the_middle.py"),
                    new Pair("3", "forking.py"));

    @TempDir private Path home;
    private TestKit kit;

    @BeforeEach
    void aKitWithWorkFoldersOfItsOwn() throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void leaveTheLabsAlone() throws IOException {
        kit.close();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @DisplayName("eight at a time say what each says alone")
    void eight_at_a_time_say_what_each_says_alone() throws Exception {
        var alone = PAIRS.stream().map(this::check).toList();
        assertThat(alone).extracting(Said::exit).contains(0, 1);

        var checks = new ArrayList<Callable<Said>>();
        for (var i = 0; i < CHECKS; i++) {
            var pair = PAIRS.get(i % PAIRS.size());
            checks.add(() -> check(pair));
        }
        var differences = new ArrayList<String>();
        try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
            var done = pool.invokeAll(checks);
            for (var i = 0; i < CHECKS; i++) {
                var expected = alone.get(i % PAIRS.size());
                var said = done.get(i).get();
                if (!said.equals(expected)) {
                    differences.add(PAIRS.get(i % PAIRS.size()) + ": " + said + ", " + expected);
                }
            }
        }

        assertThat(differences).as("checks that said otherwise beside others, and alone").isEmpty();
    }

    private Said check(Pair pair) {
        var ran =
                kit.lab(
                        "check",
                        pair.lab(),
                        "--port",
                        "0",
                        "--timeout",
                        "30",
                        "--",
                        "python3",
                        TestKit.server(pair.server()));
        var verdicts =
                CLAIM.matcher(ran.out())
                        .results()
                        .map(line -> line.group(1) + " " + line.group(2))
                        .toList();
        return new Said(ran.exit(), verdicts);
    }
}
