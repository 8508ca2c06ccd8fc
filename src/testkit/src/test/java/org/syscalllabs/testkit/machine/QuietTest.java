package org.syscalllabs.testkit.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.proc.Deadline;

/** What has not come from a server that is quiet will not come; what came just before, has. */
@DisplayName("A server is quiet")
class QuietTest {

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    @DisplayName("only after several looks, however long the first of them took")
    void a_machine_that_stood_still_is_not_a_quiet_server() {
        var quiet = new Quiet(() -> looks.incrementAndGet() > 0, Duration.ZERO);

        waitFor(quiet);

        assertThat(looks).hasValueGreaterThanOrEqualTo(10);
    }

    @Test
    @DisplayName("and what it did before is looked for once more")
    void the_last_look_is_after_the_server_was_found_quiet() {
        var order = new ArrayList<String>();
        var quiet = new Quiet(() -> order.add("server"), Duration.ZERO);
        var deadline = Deadline.in(Duration.ofSeconds(10));
        do {
            order.add("fact");
        } while (quiet.pause(deadline));

        assertThat(order).endsWith("server", "fact");
    }

    @Test
    @DisplayName("when it was idle without a break")
    void a_move_begins_the_wait_anew() {
        var quiet = new Quiet(() -> looks.incrementAndGet() != 9, Duration.ZERO);

        waitFor(quiet);

        assertThat(looks).hasValueGreaterThanOrEqualTo(19);
    }

    @Test
    @DisplayName("and no longer waited for than said")
    void a_server_that_never_rests_is_waited_for_until_the_deadline() {
        var quiet = new Quiet(() -> false, Duration.ZERO);

        assertThat(quiet.pause(Deadline.in(Duration.ZERO))).isFalse();
    }

    private static void waitFor(Quiet quiet) {
        var deadline = Deadline.in(Duration.ofSeconds(10));
        while (quiet.pause(deadline)) {
            Thread.onSpinWait();
        }
    }
}
