package org.syscalllabs.trace;

import org.jspecify.annotations.Nullable;

/**
 * SIGTERM, the end of the server, and then the bind of the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
record PortHandedOn() implements Claim {

    @Override
    public String sentence() {
        return "told to end by SIGTERM, the server ends, and the next one has its port";
    }

    @Override
    public Verdict judge(Trace trace) {
        if (trace.holdings().isEmpty()) {
            return refuted("no server listened", new EvidenceTable(trace));
        }
        Holding first = trace.holdings().getFirst();
        Holding next = next(trace, first);
        Signal told = toldToEnd(trace, first);
        Exit end = first.end();
        EvidenceTable table = story(trace, first);
        if (next != null) {
            table.add(claims(next), "", "the next server has the port");
        }
        if (told == null) {
            return refuted("no SIGTERM reached the server", table);
        }
        if (end == null || end.line() < told.line()) {
            return refuted(
                    "SIGTERM reached it on line "
                            + told.line()
                            + ", and "
                            + survivor(first)
                            + " did not end",
                    table);
        }
        if (next == null) {
            return refuted("no other server listened on port " + first.port(), table);
        }
        int bound = claims(next).line();
        if (bound < end.line()) {
            return refuted(
                    "the next server had the port on line "
                            + bound
                            + ", before the first had ended (line "
                            + end.line()
                            + ")",
                    table);
        }
        return new Verdict(
                sentence(),
                true,
                "the next server bound port " + next.port() + " after the first had ended",
                table.rows(),
                how(first, end),
                "");
    }

    /** What happened to a server that was told to end: the signal, the close, the end. */
    static EvidenceTable story(Trace trace, Holding holding) {
        var table = new EvidenceTable(trace);
        Signal told = toldToEnd(trace, holding);
        if (told != null) {
            table.add(told, "", "told to end");
        }
        if (closes(holding)) {
            table.add(java.util.Objects.requireNonNull(holding.released()), "", "stops listening");
        }
        Exit end = holding.end();
        if (end != null) {
            table.add(end, "", "");
        }
        return table;
    }

    /** Whether the process gave the port back by a call of its own. */
    static boolean closes(Holding holding) {
        return holding.released() instanceof Syscall call && !call.name().equals("exit_group");
    }

    /** Who has not ended: the server, or one that has its listener after it. */
    static String survivor(Holding holding) {
        return holding.heirs().isEmpty() ? "it" : "a process that inherited its listener";
    }

    /** {@code SIGTERM} as it reached the holder of a port, or an heir of it, or null. */
    static @Nullable Signal toldToEnd(Trace trace, Holding holding) {
        return trace.signals().stream()
                .filter(signal -> signal.name().equals("SIGTERM"))
                .filter(signal -> holding.isOf(trace.processOf(signal.tid())))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Holding next(Trace trace, Holding first) {
        return trace.holdings().stream()
                .filter(holding -> holding.pid() != first.pid() && holding.port() == first.port())
                .findFirst()
                .orElse(null);
    }

    /** The call that claims the port: bind, where the log shows it. */
    private static Syscall claims(Holding holding) {
        Syscall bind = holding.bind();
        return bind == null ? holding.listen() : bind;
    }

    private static String how(Holding first, Exit end) {
        String ended =
                end.signal() == null
                        ? "exited with " + end.status()
                        : "was killed by " + end.signal() + ": it does not handle the signal";
        return closes(first)
                ? "it closed its listener itself, and " + ended
                : "it " + ended + ", and the kernel closed its listener";
    }

    private Verdict refuted(String finding, EvidenceTable table) {
        return new Verdict(
                sentence(),
                false,
                finding,
                table.rows(),
                "a port is free when the last descriptor of its listener is closed: at the latest"
                        + " when its process ends",
                "end on SIGTERM: whoever operates a server asks it to end so, before SIGKILL");
    }
}
