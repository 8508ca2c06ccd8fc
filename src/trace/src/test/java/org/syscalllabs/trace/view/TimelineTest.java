package org.syscalllabs.trace.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.Logs;
import org.syscalllabs.trace.TraceLog;

class TimelineTest {

    @Test
    void bob_waits_in_the_backlog_until_alice_has_left() {
        assertThat(Logs.blocking().log(5).overview().timeline(60))
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
        assertThat(Logs.threaded().log(8).overview().timeline(60))
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
        var trace = new Logs().listens(1).accepts(1, 4, Logs.ALICE).serves(1, 4, Logs.ALICE).log(5);

        assertThat(trace.overview().timeline(60)).contains("bob", "┄┄┄→");
    }

    @Test
    void a_log_without_times_counts_lines() {
        var trace =
                TraceLog.ofText(
                        """
                        listen(3<TCP:[127.0.0.1:1]>, 5) = 0
                        accept(3<TCP:[127.0.0.1:1]>, NULL, NULL) = 4<TCP:[127.0.0.1:1->127.0.0.1:2]>
                        read(4<TCP:[127.0.0.1:1->127.0.0.1:2]>, "", 5) = 0
                        """);

        assertThat(trace.overview().timeline(60)).startsWith("            line 2");
    }

    @Test
    void a_log_without_clients_has_no_picture() {
        assertThat(new Logs().listens(1).log().overview().timeline(80)).isEmpty();
    }

    @Test
    void no_line_is_wider_than_asked() {
        for (int width : List.of(30, 40, 80, 120)) {
            assertThat(Logs.threaded().log(8).overview().timeline(width).lines().limit(3))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
    }
}
