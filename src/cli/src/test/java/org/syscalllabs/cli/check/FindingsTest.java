package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.testkit.failure.ClaimUndecided;
import org.syscalllabs.trace.claim.Verdict;

/** What is told of tests that end in each way, by tests that end so. */
class FindingsTest {

    @Test
    void a_reason_is_told_once_whatever_the_numbers_in_it() throws IOException {
        var findings = outcome(OneCause.class).findings();

        assertThat(findings)
                .extracting(Finding::result)
                .containsExactly(Result.REFUTED, Result.NOT_RUN, Result.REFUTED);
        assertThat(findings.get(0).message()).contains("thread 701");
        assertThat(findings.get(1).message()).isEqualTo(Finding.SAME_REASON);
        assertThat(findings.get(1).applies()).isTrue();
        assertThat(findings.get(2).message()).contains("another reason");
    }

    @Test
    void what_is_undecided_after_a_refuted_claim_is_not_run() throws IOException {
        var outcome = outcome(UndecidedAfterRefuted.class);

        assertThat(outcome.findings())
                .extracting(Finding::result)
                .containsExactly(Result.REFUTED, Result.NOT_RUN);
        assertThat(outcome.findings().getLast().message()).isEqualTo(Finding.SAME_REASON);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void an_undecided_claim_hides_no_refuted_one_even_with_the_same_words() throws IOException {
        var outcome = outcome(RefutedAfterUndecided.class);

        assertThat(outcome.findings())
                .extracting(Finding::result)
                .containsExactly(Result.UNDECIDED, Result.REFUTED);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void an_undecided_claim_alone_is_undecided_with_what_is_missing() throws IOException {
        var outcome = outcome(UndecidedAlone.class);

        assertThat(outcome.findings())
                .extracting(Finding::result)
                .containsExactly(Result.UNDECIDED, Result.NOT_RUN, Result.PROVED);
        assertThat(outcome.findings().getFirst().message()).contains("because:  5 bytes");
        assertThat(outcome.exitCode()).isEqualTo(4);
    }

    @Test
    void an_aborted_test_does_not_apply_and_is_not_counted() throws IOException {
        var outcome = outcome(Aborted.class);

        assertThat(outcome.findings())
                .extracting(Finding::result)
                .containsExactly(Result.DOES_NOT_APPLY, Result.PROVED);
        assertThat(outcome.findings().getFirst().message()).isEqualTo("it is no Java server");
        assertThat(outcome.applying()).isEqualTo(1);
        assertThat(outcome.exitCode()).isEqualTo(0);
    }

    @Test
    void a_check_that_fails_for_a_reason_of_its_own_proves_and_refutes_nothing()
            throws IOException {
        var outcome = outcome(Crashing.class);

        assertThat(outcome.findings())
                .extracting(Finding::result)
                .containsExactly(Result.PROVED, Result.NOT_RUN, Result.PROVED);
        assertThat(outcome.obstacle())
                .contains("the check itself has failed: java.lang.StackOverflowError: deep");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    /** JUnit does not go on after it, and tells of no test any more. */
    @Test
    void too_little_memory_is_named_and_leaves_nothing_proved() throws IOException {
        var outcome = outcome(OutOfMemory.class);

        assertThat(outcome.obstacle())
                .contains("the check itself has failed: java.lang.OutOfMemoryError: heap");
        assertThat(outcome.findings())
                .extracting(Finding::result)
                .containsExactly(Result.PROVED, Result.NOT_RUN, Result.NOT_RUN);
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void what_is_refuted_before_the_check_fails_stays_refuted() throws IOException {
        assertThat(outcome(RefutedBefore.class).exitCode()).isEqualTo(1);
    }

    private static Outcome outcome(Class<?> tests) throws IOException {
        var findings = new Findings(new JsonReport(new PrintWriter(Writer.nullWriter())));
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(tests))
                        .enableImplicitConfigurationParameters(false)
                        .build();
        Check.execute(request, findings);
        return findings.finish(
                new Subject("03-many-clients", List.of("server"), "trace.log", false));
    }

    private static AssertionError undecided(String because) {
        return new ClaimUndecided(Verdict.undecided("it is so", because), null);
    }

    @TestMethodOrder(MethodName.class)
    static class OneCause {
        @Test
        void a() {
            throw new AssertionError("but was:  one\nbecause:  thread 701 was started");
        }

        @Test
        void b() {
            throw new AssertionError("but was:  two\nbecause:  thread 702 was started");
        }

        @Test
        void c() {
            throw new AssertionError("but was:  one\nbecause:  another reason");
        }
    }

    @TestMethodOrder(MethodName.class)
    static class UndecidedAfterRefuted {
        @Test
        void a() {
            throw new AssertionError("but was:  the server died");
        }

        @Test
        void b() {
            throw undecided("bob never came");
        }
    }

    @TestMethodOrder(MethodName.class)
    static class RefutedAfterUndecided {
        @Test
        void a() {
            throw undecided("bob never came");
        }

        @Test
        void b() {
            throw new AssertionError("but was:  otherwise\nbecause:  bob never came");
        }
    }

    @TestMethodOrder(MethodName.class)
    static class UndecidedAlone {
        @Test
        void a() {
            throw undecided("5 bytes came that no line sends");
        }

        @Test
        void b() {
            throw undecided("7 bytes came that no line sends");
        }

        @Test
        void c() {}
    }

    @TestMethodOrder(MethodName.class)
    static class Aborted {
        @Test
        void a() {
            Assumptions.abort("it is no Java server");
        }

        @Test
        void b() {}
    }

    @TestMethodOrder(MethodName.class)
    static class Crashing {
        @Test
        void a() {}

        @Test
        void b() {
            throw new StackOverflowError("deep");
        }

        @Test
        void c() {}
    }

    @TestMethodOrder(MethodName.class)
    static class OutOfMemory {
        @Test
        void a() {}

        @Test
        void b() {
            throw new OutOfMemoryError("heap");
        }

        @Test
        void c() {}
    }

    @TestMethodOrder(MethodName.class)
    static class RefutedBefore {
        @Test
        void a() {
            throw new AssertionError("but was:  otherwise");
        }

        @Test
        void b() {
            throw new IllegalStateException("broken");
        }
    }
}
