package org.syscalllabs.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.testkit.failure.ClaimUndecided;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Unseen;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.server.ClientFacts;
import org.syscalllabs.trace.server.Follower;

/** The trace of a server under test, with the names of its clients. */
record TraceOfServer(ServerUnderTest server) {

    /** What the kernel has seen up to now. */
    TraceLog now() {
        if (!server.hasEnded()) {
            server.rests();
            // A client may have a reply before strace has written down its send.
            Deadline.in(Duration.ofSeconds(1))
                    .waitFor(() -> {
                        server.run().live().look();
                        return server.clients().areAccountedFor();
                    });
        }
        var log = server.run().log();
        return judged(
                TraceLog.of(log.named(), log::stream),
                server.clients().facts(),
                server.run().doubt());
    }

    /** One trace of two servers: the lines of both logs in the order of their times. */
    TraceLog with(ServerUnderTest other) {
        var both = server.plan().traceFileWith(other.plan());
        var facts = new ArrayList<ClientFacts>();
        for (var one : List.of(server, other)) {
            if (!one.hasEnded()) {
                one.rests();
            }
            facts.addAll(one.clients().facts());
        }
        try {
            var merged =
                    MergedLog.of(List.of(server.run().log().stream(), other.run().log().stream()));
            OwnFile.clear(both);
            Files.write(both, merged);
            var missing = server.run().doubt().or(other.run()::doubt);
            return judged(
                    TraceLog.of(both, () -> new ByteArrayInputStream(merged)), facts, missing);
        } catch (IOException e) {
            throw Obstacles.cannotRead(server.traceFile(), e);
        }
    }

    private TraceLog judged(TraceLog log, List<ClientFacts> facts, Optional<String> missing) {
        return log.withClients(facts).lacking(missing).heardBy(server.judgements()::note);
    }

    /** What is to be said in place of a failure, where strace has not told all. */
    Optional<AssertionError> undecided(Throwable failure) {
        if (!(failure instanceof AssertionError) || failure instanceof ClaimUndecided) {
            return Optional.empty();
        }
        if (failure instanceof ServerFailed
                && server.run().mayHideCalls()
                && server.run().live().end().isPresent()) {
            return Optional.empty(); // a filter hides calls, not the end of a process
        }
        return server.run().doubt().map(why -> undecided(failure, now(), why));
    }

    /**
     * What is to be said in place of a failure, where bytes moved out of strace's sight: that
     * nothing can be told.
     */
    Optional<AssertionError> undecided(AssertionError failure, Client client) {
        if (failure instanceof ClaimUndecided || server.wasToldToEnd()) {
            return Optional.empty();
        }
        var log = now();
        var follower = new Follower(server.clients().facts());
        try {
            log.read(follower);
        } catch (IOException e) {
            throw Obstacles.cannotRead(server.traceFile(), e);
        }
        var unseen = Unseen.ofClient(follower, client.facts());
        if (unseen == null) {
            return Optional.empty();
        }
        return Optional.of(undecided(failure, log, unseen));
    }

    /** What is to be said of a client that has been accepted out of strace's sight. */
    AssertionError acceptedUnseen(AssertionError failure, Client client) {
        return undecided(
                failure,
                now(),
                "the kernel shows that %s (port %d) is accepted, and no traced call has done it"
                        .formatted(client.name(), client.port()));
    }

    private AssertionError undecided(Throwable failure, TraceLog log, String why) {
        var expected = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        var verdict = Verdict.undecided(expected.replaceFirst("^expected: +", ""), why);
        server.judgements().note(log, verdict);
        return new ClaimUndecided(verdict, server.traceFile());
    }
}
