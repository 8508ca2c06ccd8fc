package org.syscalllabs.cli.check;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.Verdict;

/** Findings as a check might make them. */
final class Outcomes {

    static final Subject SUBJECT =
            new Subject(
                    "03-many-clients", List.of("python3", "my <server>.py"), "work/03/trace.log");

    static final Finding PROVED =
            new Finding(
                    "ManyClientsTest.bob_waits",
                    "bob is served only after alice has left",
                    Result.PROVED,
                    List.of(243, 248, 249),
                    "",
                    verdict(true, "alice ends"),
                    Duration.ofMillis(120));

    static final Finding REFUTED =
            new Finding(
                    "ManyClientsTest.one_reply",
                    "every request gets one reply",
                    Result.REFUTED,
                    List.of(250),
                    "expected: one reply\nbut was:  \"+OK\\r\\n\" & a bell \u0007\n\nhint:     count",
                    verdict(false, "answered twice"),
                    Duration.ofMillis(30));

    static final Finding NOT_RUN =
            new Finding(
                    "ManyClientsTest.backlog",
                    "bob waits in the backlog",
                    Result.NOT_RUN,
                    List.of(),
                    "the server did not serve",
                    null,
                    Duration.ZERO);

    private Outcomes() {}

    static Outcome of(Finding... findings) {
        return new Outcome(SUBJECT, List.of(findings), null, null);
    }

    static Outcome stoppedBy(@Nullable String obstacle, Finding... findings) {
        return new Outcome(SUBJECT, List.of(findings), obstacle, null);
    }

    private static Verdict verdict(boolean holds, String note) {
        var claim = "alice is served before bob";
        var evidence = List.of(new Evidence(248, "main", "close(4)", "alice", note));
        return holds
                ? Verdict.proved(claim, "so it was", evidence, "one thread")
                : Verdict.refuted(claim, "so it was", evidence, "one thread", "see the page");
    }
}
