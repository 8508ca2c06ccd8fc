package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.syscalllabs.cli.check.Finding.Result;

class OutcomeTest {

    @Test
    void all_proved_is_0() {
        assertThat(Outcomes.of(Outcomes.PROVED).exitCode()).isEqualTo(0);
    }

    @Test
    void one_refuted_refutes_the_whole() {
        var outcome = Outcomes.of(Outcomes.PROVED, Outcomes.REFUTED, Outcomes.NOT_RUN);

        assertThat(outcome.result()).isEqualTo(Result.REFUTED);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void one_undecided_leaves_the_whole_undecided() {
        var outcome = Outcomes.of(Outcomes.PROVED, Outcomes.UNDECIDED, Outcomes.NOT_RUN);

        assertThat(outcome.result()).isEqualTo(Result.UNDECIDED);
        assertThat(outcome.exitCode()).isEqualTo(4);
    }

    @Test
    void what_is_refuted_stays_so_whatever_is_undecided() {
        assertThat(Outcomes.of(Outcomes.UNDECIDED, Outcomes.REFUTED).exitCode()).isEqualTo(1);
        assertThat(Outcomes.of(Outcomes.REFUTED, Outcomes.UNDECIDED).exitCode()).isEqualTo(1);
    }

    @Test
    void what_the_machine_cannot_run_is_neither_proved_nor_undecided() {
        for (var judged : List.of(Outcomes.PROVED, Outcomes.UNDECIDED, Outcomes.NOT_RUN)) {
            var outcome = Outcomes.stoppedBy("strace is not installed", judged);

            assertThat(outcome.result()).isEqualTo(Result.NOT_RUN);
            assertThat(outcome.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void what_was_refuted_before_the_machine_failed_stays_refuted() {
        var outcome = Outcomes.stoppedBy("strace is not installed", Outcomes.REFUTED);

        assertThat(outcome.result()).isEqualTo(Result.REFUTED);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void it_is_proved_only_when_every_claim_that_applies_is() {
        assertThat(Outcomes.of(Outcomes.PROVED, Outcomes.OF_ANOTHER_KIND).exitCode()).isEqualTo(0);
        assertThat(Outcomes.of(Outcomes.PROVED, Outcomes.NOT_RUN).exitCode()).isEqualTo(3);
        assertThat(Outcomes.of(Outcomes.OF_ANOTHER_KIND).exitCode()).isEqualTo(3);
    }

    @Test
    void nothing_judged_proves_nothing() {
        assertThat(Outcomes.of(Outcomes.NOT_RUN).exitCode()).isEqualTo(3);
        assertThat(Outcomes.of().exitCode()).isEqualTo(3);
    }
}
