package org.syscalllabs.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.Claim;
import org.syscalllabs.trace.Connection;
import org.syscalllabs.trace.Evidence;
import org.syscalllabs.trace.Syscall;
import org.syscalllabs.trace.Trace;
import org.syscalllabs.trace.Verdict;

/**
 * Each client is accepted, then heard, then answered, whatever calls the server's language makes
 * for it: a JVM reads and writes where CPython calls recvfrom and sendto.
 */
record AcceptReceiveSend() implements Claim {

    @Override
    public String sentence() {
        return "each client is accepted, then heard, then answered";
    }

    @Override
    public Verdict judge(Trace trace) {
        var evidence = new ArrayList<Evidence>();
        for (var connection : trace.connections()) {
            var client = connection.client();
            var accept = connection.accept();
            var receive = connection.firstReceive();
            var send = firstSend(connection);
            var steps = new ArrayList<Evidence>();
            add(steps, trace, client, accept);
            add(steps, trace, client, receive);
            add(steps, trace, client, send);
            if (accept == null || receive == null || send == null) {
                var missing = accept == null ? "accepted" : receive == null ? "heard" : "answered";
                return refuted("the trace does not show that " + client + " was " + missing, steps);
            }
            if (!accept.before(receive) || !receive.before(send)) {
                return refuted(client + " was answered before the request was received", steps);
            }
            evidence.addAll(steps);
        }
        return evidence.isEmpty()
                ? refuted("the trace shows no client", evidence)
                : new Verdict(sentence(), true, "", evidence, "", "");
    }

    private Verdict refuted(String finding, List<Evidence> evidence) {
        return new Verdict(sentence(), false, finding, evidence, "", "");
    }

    private static @Nullable Syscall firstSend(Connection connection) {
        return connection.sends().stream()
                .filter(send -> send.value() > 0)
                .findFirst()
                .orElse(null);
    }

    private static void add(
            List<Evidence> steps, Trace trace, String client, @Nullable Syscall call) {
        if (call != null) {
            var text = call.name() + "(" + call.fd() + ") = " + call.value();
            steps.add(new Evidence(call.line(), trace.threadName(call.tid()), text, client, ""));
        }
    }
}
