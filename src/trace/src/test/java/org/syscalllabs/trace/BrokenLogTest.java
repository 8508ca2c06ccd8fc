package org.syscalllabs.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.claim.Claim;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.strace.Begun;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.StraceReader;

/** Logs that are cut, torn or mutated: nothing throws, nothing hangs, and no line is lost. */
class BrokenLogTest {

    private static final List<Claim> CLAIMS =
            List.of(
                    Claims.servedOneAtATime(),
                    Claims.servedBefore("client-1", "client-2"),
                    Claims.servedWhile("client-1", "client-2"),
                    Claims.showsInOrder("client-1", "accept4", "recvfrom"),
                    Claims.everyRequestGotOneReply(),
                    Claims.bindFailedWithAddressInUse(),
                    Claims.waitedInBacklog("client-2"));

    private static final List<String> LOGS =
            List.of(
                    Logs.blocking().text(),
                    Logs.threaded().text(),
                    new Logs()
                            .withoutPeers()
                            .listens(1)
                            .accepts(1, 4, Logs.ALICE)
                            .fork(1, 2)
                            .line(1, "close(4) = 0")
                            .serves(2, 4, Logs.ALICE)
                            .line(2, "+++ exited with 0 +++")
                            .line(1, "--- SIGCHLD {si_signo=SIGCHLD, si_pid=2} ---")
                            .line(1, "poll([{fd=3, events=POLLIN}], 1, -1) = 1")
                            .text());

    private static void readAndJudge(String log) {
        var trace = TraceLog.ofText(log);
        for (var verdict : trace.judge(CLAIMS)) {
            assertThat(verdict.text()).isNotEmpty();
        }
        trace.overview().timeline(80);
    }

    private static void survives(String log, String what) {
        assertThatCode(() -> readAndJudge(log)).as(what).doesNotThrowAnyException();
    }

    @Test
    void a_log_may_be_cut_at_any_byte() {
        for (var log : LOGS) {
            for (var end = 0; end <= log.length(); end++) {
                survives(log.substring(0, end), "cut after " + end);
                survives(log.substring(end), "cut before " + end);
            }
        }
    }

    @Test
    @DisplayName("any byte may be another, be missing or be there twice")
    void bytes_may_be_wrong() {
        var random = new Random(20_261_122);
        var spice = "\"'\\()[]{}<>=,. \n\r\0\u00ff-+?|0123456789abc:";
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (var round = 0; round < 2_000; round++) {
                        var log = new StringBuilder(LOGS.get(round % LOGS.size()));
                        for (var i = random.nextInt(1, 8); i > 0; i--) {
                            var at = random.nextInt(log.length() - 1);
                            var c = spice.charAt(random.nextInt(spice.length()));
                            switch (random.nextInt(4)) {
                                case 0 -> log.setCharAt(at, c);
                                case 1 -> log.deleteCharAt(at);
                                case 2 -> log.insert(at, c);
                                default -> log.insert(at, log.substring(at, at + 1));
                            }
                        }
                        survives(log.toString(), "round " + round);
                    }
                });
    }

    @Test
    void lines_may_be_missing_or_in_disorder() {
        var random = new Random(20_261_122);
        for (var round = 0; round < 2_000; round++) {
            var lines = new java.util.ArrayList<>(LOGS.get(round % LOGS.size()).lines().toList());
            for (var i = random.nextInt(1, 4); i > 0; i--) {
                var line = lines.remove(random.nextInt(lines.size()));
                if (random.nextBoolean()) {
                    lines.add(random.nextInt(lines.size()), line);
                }
            }
            survives(String.join("\n", lines), "round " + round);
        }
    }

    @Test
    void binary_rubbish_is_counted_line_by_line() {
        var random = new Random(20_261_122);
        var rubbish = new StringBuilder();
        for (var i = 0; i < 100_000; i++) {
            rubbish.append((char) random.nextInt(256));
        }
        survives(rubbish.toString(), "rubbish");
        survives("(".repeat(100_000), "parentheses");
        survives("read(" + "<".repeat(20_000) + "\n", "angle brackets");
        survives("read(4<" + "4<".repeat(20_000) + "\n", "annotations in annotations");
        survives("read(4, \"" + "\\".repeat(100_000) + "\n", "escapes");
        survives("9".repeat(100_000), "digits");
    }

    @Test
    void every_line_is_an_event_or_a_number() {
        var events = new java.util.ArrayList<Event>();
        var reader =
                new StraceReader(event -> {
                    if (!(event instanceof Begun)) {
                        events.add(event);
                    }
                });
        "a\nclose(3) = 0\n\u0000\u0001\nclose(4) = \nclose(5) = 0".lines().forEach(reader::line);
        reader.end();

        assertThat(events).extracting(Event::line).containsExactly(2, 4, 5);
        assertThat(reader.unreadable().lines()).containsExactly(1, 3, 4);
    }
}
