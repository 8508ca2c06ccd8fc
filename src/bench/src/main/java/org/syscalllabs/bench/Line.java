package org.syscalllabs.bench;

import java.util.List;

/**
 * A line of strace's, behind thread and time, that can be written for any client.
 *
 * @param served whether the thread that serves the client made the call
 * @param call the system call's name; empty for the end of a thread
 * @param head up to the arguments that are known before the call ends
 * @param tail what follows, without the time that the call took
 * @param timed whether strace -T adds that time
 */
record Line(boolean served, String call, List<Part> head, List<Part> tail, boolean timed) {

    /** What fills the hole behind some text. */
    enum Hole {
        PORT,
        DESCRIPTOR,
        THREAD,
        NONE
    }

    /** Text that stays as it is, and what comes behind it. */
    record Part(String text, Hole hole) {}

    /**
     * A client of the log.
     *
     * @param thread the one that serves it
     */
    record Client(int port, int descriptor, int thread) {}

    /** Writes the whole call. */
    void write(LogOutput log, Client client) {
        write(head, log, client);
        write(tail, log, client);
        log.end(timed);
    }

    /** Writes the first half of a call during which other threads make theirs. */
    void begin(LogOutput log, Client client) {
        write(head, log, client);
        log.text(" <unfinished ...>");
        log.end(false);
    }

    /**
     * Writes the second half.
     *
     * @param begun when the first was written, in microseconds
     */
    void resume(LogOutput log, Client client, long begun) {
        log.text("<... ");
        log.text(call);
        log.text(" resumed>");
        write(tail, log, client);
        log.endSince(begun);
    }

    private static void write(List<Part> parts, LogOutput log, Client client) {
        for (var part : parts) {
            log.text(part.text);
            switch (part.hole) {
                case PORT -> log.number(client.port);
                case DESCRIPTOR -> log.number(client.descriptor);
                case THREAD -> log.number(client.thread);
                case NONE -> {}
            }
        }
    }
}
