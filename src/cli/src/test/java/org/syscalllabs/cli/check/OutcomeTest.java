package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

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
    void what_the_machine_cannot_run_refutes_nothing() {
        var outcome = Outcomes.stoppedBy("strace is not installed", Outcomes.REFUTED);

        assertThat(outcome.result()).isEqualTo(Result.NOT_RUN);
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void nothing_judged_proves_nothing() {
        assertThat(Outcomes.of(Outcomes.NOT_RUN).exitCode()).isEqualTo(3);
        assertThat(Outcomes.of().exitCode()).isEqualTo(3);
    }
}
