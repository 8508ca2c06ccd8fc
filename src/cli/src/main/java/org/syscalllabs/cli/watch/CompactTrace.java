package org.syscalllabs.cli.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.trace.strace.Begun;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.LogLines;
import org.syscalllabs.trace.strace.StraceReader;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.view.CallLine;

/**
 * What strace writes of a server, as lines for a reader, while it goes on. As strace does, it shows
 * a call that sleeps by its beginning, and the rest when that has returned.
 */
final class CompactTrace {
    private static final Duration QUIET = Duration.ofMillis(50);

    private final PrintWriter out;
    private final StraceReader reader = new StraceReader(this::see);

    /** The threads that are the first ones of a process. */
    private final Set<Integer> processes = new HashSet<>();

    /** The first of them, or 0 before it is known. */
    private int first;

    /** Before a server listens, what its shell and its wrappers start is of no interest. */
    private boolean listens;

    /** The lines on which a call begins that is shown to sleep. */
    private final Set<Integer> asleep = new HashSet<>();

    /** The call whose beginning stands on the last line, which has no end yet. */
    private @Nullable Syscall open;

    /**
     * @param process the server's, or 0: that of the first event
     */
    CompactTrace(PrintWriter out, long process) {
        this.out = out;
        first = (int) process;
        listens = process > 0;
        if (listens) {
            processes.add(first);
        }
    }

    /** Shows all that strace writes into this pipe, until strace has ended. */
    void show(InputStream pipe) throws IOException {
        out.println(CallLine.HEAD);
        out.flush();
        try (var whatIsThere = new UntilQuiet(pipe);
                var lines = new LogLines(whatIsThere)) {
            do {
                lines.to(reader);
                showSleepers();
            } while (whatIsThere.comesMore());
        }
        endLine("");
    }

    private void see(Event event) {
        if (event instanceof Begun) {
            return;
        }
        if (first == 0) {
            first = event.tid();
            processes.add(first);
        }
        var line = CallLine.of(event, processes::contains);
        if (event instanceof Syscall call) {
            listens |= line != null && isOfSocket(call);
            asleep.remove(call.line());
            if (call.name().matches("v?fork|clone3?") && !call.mentions("CLONE_THREAD")) {
                processes.add((int) call.value());
            }
            if (open != null && line != null && open.line() == call.line()) {
                var shown = CallLine.begun(open).length();
                endLine(line.substring(shown));
                return;
            }
        }
        var ends = event instanceof Exit && processes.remove(event.tid());
        if (line != null && (listens || (ends && event.tid() == first))) {
            endLine(" ...");
            out.println(line);
            out.flush();
        }
    }

    private static boolean isOfSocket(Syscall call) {
        return call.family() == Family.DESCRIPTOR || call.family() == Family.ACCEPT;
    }

    /** Nothing comes at the moment: these calls have not returned. */
    private void showSleepers() {
        for (var call : reader.pending()) {
            if (listens && CallLine.has(call) && asleep.add(call.line())) {
                endLine(" ...");
                out.print(CallLine.begun(call));
                out.flush();
                open = call;
            }
        }
    }

    private void endLine(String rest) {
        if (open != null) {
            out.println(rest);
            out.flush();
            open = null;
        }
    }

    /** A stream that ends whenever nothing comes for a while, and may go on later. */
    private static final class UntilQuiet extends PushbackInputStream {
        UntilQuiet(InputStream in) {
            super(in);
        }

        /** Sleeps until something comes: false when strace has closed its end. */
        boolean comesMore() throws IOException {
            var one = super.read();
            if (one >= 0) {
                unread(one);
            }
            return one >= 0;
        }

        @Override
        public int read() throws IOException {
            return isQuiet() ? -1 : super.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return isQuiet() ? -1 : super.read(into, from, Math.min(length, available()));
        }

        private boolean isQuiet() {
            return !Deadline.in(QUIET).waitFor(this::isThere);
        }

        private boolean isThere() {
            try {
                return available() > 0;
            } catch (IOException closed) {
                return false;
            }
        }
    }
}
