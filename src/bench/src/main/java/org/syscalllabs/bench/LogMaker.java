package org.syscalllabs.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.syscalllabs.bench.Line.Client;
import org.syscalllabs.bench.Recording.Call;

/** Writes the log of a server that serves many clients as a recorded one served alice. */
final class LogMaker {
    /** Ports of clients: as many may be connected at a time. */
    static final int FIRST_PORT = 10_000;

    static final int PORTS = 50_000;

    /** Linux' own limit, PID_MAX_LIMIT: thread numbers begin again there. */
    private static final int LAST_THREAD = 4_194_303;

    private static final int FIRST_THREAD_AGAIN = 1_000;

    /** A client that is served, and how far. */
    private static final class Served {
        private final Client client;
        private int turn;
        private long waitsSince;

        Served(Client client) {
            this.client = client;
        }
    }

    private final Story story;
    private final Style style;
    private final int acceptor;
    private final LogOutput log;
    private final SplittableRandom random;

    private final BitSet ports = new BitSet(PORTS);
    private final BitSet descriptors = new BitSet();
    private final BitSet threads = new BitSet();
    private int lastPort = -1;
    private int lastThread;

    private final List<Served> open = new ArrayList<>();
    private long accepts;
    private long acceptsSince;

    LogMaker(Story story, Style style, LogOutput log, SplittableRandom random) {
        this.story = story;
        this.style = style;
        this.log = log;
        this.random = random;
        acceptor = story.acceptor();
        lastThread = story.before().stream().mapToInt(Call::tid).max().orElseThrow();
    }

    /**
     * Writes it whole.
     *
     * @param clients how many in all, at most
     * @param bytes how long the log may become, about
     * @param atATime how many are connected at a time
     */
    void write(long clients, long bytes, int atATime) {
        for (var call : story.before()) {
            log.begin(call.tid());
            log.text(call.text());
            log.end(false);
        }
        long each = 1; // of a client, in bytes
        var head = log.written();
        while (true) {
            while (open.size() < atATime
                    && accepts < clients
                    && log.written() + open.size() * each < bytes) {
                accept();
                each = Math.max(each, (log.written() - head) / accepts);
            }
            if (open.isEmpty()) {
                break;
            }
            goOn(random.nextInt(open.size()));
        }
        for (var call : story.after()) {
            end(call);
        }
    }

    private boolean isThreaded() {
        return style == Style.THREADS;
    }

    private void accept() {
        lastPort = next(ports, lastPort + 1, 0, PORTS);
        var descriptor = descriptors.nextClearBit(story.descriptor());
        descriptors.set(descriptor);
        if (isThreaded()) {
            lastThread = next(threads, lastThread + 1, FIRST_THREAD_AGAIN, LAST_THREAD);
        }
        var served = new Served(new Client(FIRST_PORT + lastPort, descriptor, lastThread));

        write(story.accepting(), acceptor, served.client, accepts > 0 ? acceptsSince : 0);
        accepts++;
        open.add(served);
        if (isThreaded()) {
            waitForTurn(served);
            acceptsSince = log.micros();
            log.begin(acceptor);
            story.accepting().getFirst().begin(log, served.client);
        }
    }

    /** The first number from here on that is not taken; it is, from now on. */
    private static int next(BitSet taken, int from, int again, int end) {
        var number = taken.nextClearBit(from);
        if (number >= end) {
            number = taken.nextClearBit(again);
        }
        taken.set(number);
        return number;
    }

    private void waitForTurn(Served served) {
        served.waitsSince = log.micros();
        log.begin(served.client.thread());
        story.turns().get(served.turn).getFirst().begin(log, served.client);
    }

    /** Receives from a client, and does all that is done until the next receive. */
    private void goOn(int index) {
        var served = open.get(index);
        var turn = story.turns().get(served.turn++);
        write(
                turn,
                isThreaded() ? served.client.thread() : acceptor,
                served.client,
                served.waitsSince);
        if (served.turn == story.turns().size()) {
            open.set(index, open.getLast());
            open.removeLast();
            ports.clear(served.client.port() - FIRST_PORT);
            descriptors.clear(served.client.descriptor());
            threads.clear(served.client.thread());
        } else if (isThreaded()) {
            waitForTurn(served);
        }
    }

    /**
     * Writes calls of a thread.
     *
     * @param since when the first was begun, in microseconds; 0 if it was not
     */
    private void write(List<Line> calls, int thread, Client client, long since) {
        for (var i = 0; i < calls.size(); i++) {
            log.begin(thread);
            if (i == 0 && since > 0) {
                calls.get(i).resume(log, client, since);
            } else {
                calls.get(i).write(log, client);
            }
        }
    }

    private void end(Call call) {
        log.begin(call.tid());
        if (isThreaded() && call.isAccept() && accepts > 0) {
            var text = call.text();
            log.text("<... " + text.substring(0, text.indexOf('(')) + " resumed>");
            log.text(text.substring(text.indexOf(">, ") + 3));
        } else {
            log.text(call.text());
        }
        log.end(false);
    }
}
