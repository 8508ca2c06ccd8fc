package org.syscalllabs.cli.check;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.Verdict;

/** Findings as a check might make them. */
final class Outcomes {

    static final Subject SUBJECT =
            new Subject(
                    "03-many-clients",
                    List.of("python3", "my <server>.py"),
                    "work/03/trace.log",
                    true);

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

    static final Finding UNDECIDED =
            new Finding(
                    "ManyClientsTest.order",
                    "alice is served before bob",
                    Result.UNDECIDED,
                    List.of(248),
                    """
                    undecided: alice is served before bob
                              the log can't tell
                    because:  5 bytes came that no line sends\
                    """,
                    Verdict.undecided(
                            "alice is served before bob",
                            "the log can't tell",
                            List.of(new Evidence(248, "main", "close(4)", "alice", "alice ends")),
                            "5 bytes came that no line sends",
                            "trace with -f"),
                    Duration.ofMillis(10));

    static final Finding OF_ANOTHER_KIND =
            new Finding(
                    "ManyClientsTest.names",
                    "the threads have names",
                    Result.DOES_NOT_APPLY,
                    List.of(),
                    "it is no Java server",
                    null,
                    Duration.ZERO);

    static final Finding SAME_REASON =
            new Finding(
                    "ManyClientsTest.once",
                    "every client is served once",
                    Result.NOT_RUN,
                    List.of(),
                    Finding.SAME_REASON,
                    null,
                    Duration.ZERO);

    private Outcomes() {}

    static Outcome of(Finding... findings) {
        return new Outcome(SUBJECT, List.of(findings), null, null, null);
    }

    static Outcome stoppedBy(@Nullable String obstacle, Finding... findings) {
        return new Outcome(SUBJECT, List.of(findings), obstacle, null, null);
    }

    static Outcome in(Dialect spoken, Finding... findings) {
        return new Outcome(SUBJECT, List.of(findings), null, null, spoken);
    }

    /** With the trace of a server that had two clients, and lines that are no strace lines. */
    static Outcome traced(Finding... findings) {
        var log =
                """
                700 1700000000.000001 listen(3<TCP:[127.0.0.1:6379]>, 5) = 0 <0.000010>
                it is ready
                700 1700000000.100000 accept4(3<TCP:[127.0.0.1:6379]>, {sa_family=AF_INET, sin_port=htons(41000), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4<TCP:[127.0.0.1:6379->127.0.0.1:41000]> <0.000010>
                700 1700000000.300000 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "SET name Alice\\r\\n", 8192, 0, NULL, NULL) = 16 <0.000010>
                700 1700000000.300100 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>, "+OK\\r\\n", 5, 0, NULL, 0) = 5 <0.000010>
                served one
                700 1700000000.500100 close(4<TCP:[127.0.0.1:6379->127.0.0.1:41000]>) = 0 <0.000010>
                """;
        return new Outcome(SUBJECT, List.of(findings), null, TraceLog.ofText(log).overview(), null);
    }

    private static Verdict verdict(boolean holds, String note) {
        var claim = "alice is served before bob";
        var evidence = List.of(new Evidence(248, "main", "close(4)", "alice", note));
        return holds
                ? Verdict.proved(claim, "so it was", evidence, "one thread")
                : Verdict.refuted(claim, "so it was", evidence, "one thread", "see the page");
    }
}
