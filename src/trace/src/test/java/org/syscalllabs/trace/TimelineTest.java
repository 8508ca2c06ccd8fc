package org.syscalllabs.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void bob_waits_in_the_backlog_until_alice_has_left() {
        assertThat(Timeline.text(Logs.blocking().trace(5), 60))
                .isEqualTo(
                        """
                                 0 ms                   5 ms                  10 ms
                          alice  ├┄┄┄┄┄┄┄┄┄┄┄┄┄━━━━━━━━━━━━━┤
                          bob                      ├┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄━━━━━━━━━━━━━━┤

                                 ┄ waits in the backlog   ━ is served   ┤ has left
                        """);
    }

    @Test
    void clients_of_a_thread_each_are_served_side_by_side() {
        assertThat(Timeline.text(Logs.threaded().trace(8), 60))
                .isEqualTo(
                        """
                                 0 ms                             10 ms
                          alice  ├┄┄┄┄┄┄┄┄┄━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┤
                          bob                     ├━━━━━━━━━━━━━━━━━━━━━━┤

                                 ┄ waits in the backlog   ━ is served   ┤ has left
                        """);
    }

    @Test
    void a_client_that_nobody_accepts_waits_to_the_end() {
        Trace trace =
                new Logs().listens(1).accepts(1, 4, Logs.ALICE).serves(1, 4, Logs.ALICE).trace(5);

        assertThat(Timeline.text(trace, 60)).contains("bob", "┄┄┄→");
    }

    @Test
    void a_log_without_times_counts_lines() {
        Trace trace =
                Trace.of(
                        """
                        listen(3<TCP:[127.0.0.1:1]>, 5) = 0
                        accept(3<TCP:[127.0.0.1:1]>, NULL, NULL) = 4<TCP:[127.0.0.1:1->127.0.0.1:2]>
                        read(4<TCP:[127.0.0.1:1->127.0.0.1:2]>, "", 5) = 0
                        """);

        assertThat(Timeline.text(trace, 60)).startsWith("            line 2");
    }

    @Test
    void a_log_without_clients_has_no_picture() {
        assertThat(Timeline.text(new Logs().listens(1).trace(), 80)).isEmpty();
    }

    @Test
    void no_line_is_wider_than_asked() {
        for (int width : List.of(30, 40, 80, 120)) {
            assertThat(Timeline.text(Logs.threaded().trace(8), width).lines().limit(3))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
    }
}
