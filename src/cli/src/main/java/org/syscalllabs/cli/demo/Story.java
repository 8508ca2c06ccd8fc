package org.syscalllabs.cli.demo;

import java.util.List;
import java.util.OptionalLong;
import org.syscalllabs.cli.demo.Moment.Kind;
import org.syscalllabs.trace.Claims;
import org.syscalllabs.trace.Trace;
import org.syscalllabs.trace.Verdict;

/**
 * A story that was played to its end.
 *
 * @param command what ran under strace, as shown
 * @param moments all that happened, in order
 * @param trace what the kernel saw of it
 */
public record Story(String command, List<Moment> moments, Trace trace) {

    /** What the trace proves. */
    public Verdict verdict() {
        return Claims.servedBefore("alice", "bob").judge(trace);
    }

    /** Nanoseconds that bob's first byte waited in the backlog; 0 where it can't be told. */
    public long waited() {
        return trace.connections("bob").stream()
                .map(trace::backlogWait)
                .flatMapToLong(OptionalLong::stream)
                .findFirst()
                .orElse(0);
    }

    /** Nanoseconds since the epoch of the first moment; all times are shown from there. */
    long begin() {
        return moments.getFirst().at();
    }

    /** Nanoseconds from the first moment to this one. */
    long since(Moment moment) {
        return moment.at() - begin();
    }

    /** When a client first did this, or when the server first did it for the client. */
    long first(String client, Kind kind) {
        return moments.stream()
                .filter(moment -> moment.client().equals(client) && moment.kind() == kind)
                .mapToLong(this::since)
                .findFirst()
                .orElse(0);
    }
}
