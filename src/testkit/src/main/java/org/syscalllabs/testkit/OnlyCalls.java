package org.syscalllabs.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.syscalllabs.trace.Claim;
import org.syscalllabs.trace.Connection;
import org.syscalllabs.trace.Evidence;
import org.syscalllabs.trace.Family;
import org.syscalllabs.trace.Syscall;
import org.syscalllabs.trace.Trace;
import org.syscalllabs.trace.Verdict;

/** Clients are accepted, heard and answered by these calls and by no others. */
record OnlyCalls(List<String> names) implements Claim {

    @Override
    public String sentence() {
        return "the server takes, hears and answers clients by " + String.join(", ", names);
    }

    @Override
    public Verdict judge(Trace trace) {
        for (var connection : trace.connections()) {
            var other = calls(connection).filter(call -> !names.contains(call.name())).findFirst();
            if (other.isPresent()) {
                var call = other.get();
                var evidence =
                        new Evidence(
                                call.line(),
                                trace.threadName(call.tid()),
                                call.name() + "(" + call.fd() + ")",
                                connection.client(),
                                "");
                return new Verdict(
                        sentence(),
                        false,
                        "it calls " + call.name() + " for " + connection.client(),
                        List.of(evidence),
                        "",
                        "");
            }
        }
        boolean some = !trace.connections().isEmpty();
        return new Verdict(
                sentence(), some, some ? "" : "the trace shows no client", List.of(), "", "");
    }

    private static Stream<Syscall> calls(Connection connection) {
        return Stream.concat(Stream.ofNullable(connection.accept()), connection.calls().stream())
                .filter(call -> call.family() != Family.OTHER && call.family() != Family.WAIT);
    }
}
