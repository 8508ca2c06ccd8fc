package org.syscalllabs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.syscalllabs.bench.Recording.Call;

/**
 * What a recorded server did for one client, as lines that can be written for any client; and what
 * it did before its first client and after its last.
 *
 * @param acceptor the thread that accepts
 * @param before up to the first accept
 * @param accepting what its acceptor does for a client, from the accept on
 * @param turns what it does then, each from a receive on; in an event loop, from the wait for it
 * @param after what the server did at its end
 * @param descriptor the client's
 */
record Story(
        int acceptor,
        List<Call> before,
        List<Line> accepting,
        List<List<Line>> turns,
        List<Call> after,
        int descriptor) {

    /** The recorded clients, alice and bob: see README.md beside the recorded logs. */
    private static final int ALICE = 50001;

    private static final int BOB = 50002;

    private static final Pattern ACCEPTED = Pattern.compile("= (\\d+)<");

    /** When the log begins, in microseconds since the epoch. */
    long begin() {
        return before.getFirst().micros();
    }

    /**
     * The story of alice, who came first.
     *
     * @throws IllegalArgumentException if the log has none
     */
    static Story of(List<Call> calls) {
        var accept = 0;
        while (!calls.get(accept).isAccept()) {
            accept++;
        }
        var accepted = ACCEPTED.matcher(calls.get(accept).text());
        if (!accepted.find() || !calls.get(accept).mentions(ALICE)) {
            throw new IllegalArgumentException("the first accept is not alice's");
        }
        var descriptor = Integer.parseInt(accepted.group(1));
        var acceptor = calls.get(accept).tid();
        var server = acceptor;
        for (var call : calls) {
            server = call.isReceive() && call.mentions(ALICE) ? call.tid() : server;
        }

        var template = new Template(descriptor, ALICE, server);
        var accepting = new ArrayList<Line>();
        var turns = new ArrayList<List<Line>>();
        var first = calls.size();
        for (var i = 0; i < calls.size(); i++) {
            var call = calls.get(i);
            if (!isHers(calls, i, acceptor, server)) {
                continue;
            }
            first = Math.min(first, i);
            if (call.isWait()
                    ? calls.get(i + 1).isReceive()
                    : call.isReceive() && !follows(calls, i)) {
                turns.add(new ArrayList<>());
            }
            (turns.isEmpty() ? accepting : turns.getLast()).add(template.line(call));
        }
        var before = List.copyOf(calls.subList(0, first));
        return new Story(acceptor, before, accepting, turns, after(calls, before), descriptor);
    }

    /** Whether a call was made for alice: on the connection, for it, or by its thread. */
    private static boolean isHers(List<Call> calls, int i, int acceptor, int server) {
        var call = calls.get(i);
        return call.mentions(ALICE)
                || (call.isWait() && calls.get(i + 1).mentions(ALICE))
                || (call.foundNobody() && calls.get(i - 1).mentions(ALICE))
                || (server != acceptor && (call.tid() == server || call.started(server)));
    }

    /** Whether an epoll_wait(2) reported what is received now. */
    private static boolean follows(List<Call> calls, int i) {
        return calls.get(i - 1).isWait();
    }

    /** The last calls, of the threads that were there before any client. */
    private static List<Call> after(List<Call> calls, List<Call> before) {
        var threads = before.stream().map(Call::tid).collect(Collectors.toSet());
        var last = calls.size();
        while (!calls.get(last - 1).mentions(BOB)) {
            last--;
        }
        return calls.subList(last, calls.size()).stream()
                .filter(call -> threads.contains(call.tid()))
                .toList();
    }
}
