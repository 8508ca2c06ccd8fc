package org.syscalllabs.trace;

/** Told to end by SIGTERM, the server stops listening by a call of its own, and then ends. */
record ListenerClosedBeforeTheEnd() implements Claim {

    @Override
    public String sentence() {
        return "told to end by SIGTERM, the server closes its listener before it ends";
    }

    @Override
    public Verdict judge(Trace trace) {
        if (trace.holdings().isEmpty()) {
            return refuted("no server listened", new EvidenceTable(trace));
        }
        Holding server = trace.holdings().getFirst();
        Signal told = PortHandedOn.toldToEnd(trace, server);
        EvidenceTable table = PortHandedOn.story(trace, server);
        if (told == null) {
            return refuted("no SIGTERM reached the server", table);
        }
        Exit end = server.end();
        if (end == null) {
            return refuted(PortHandedOn.survivor(server) + " did not end", table);
        }
        if (!PortHandedOn.closes(server)) {
            return refuted(
                    "it ended on line " + end.line() + ", and the kernel closed its listener",
                    table);
        }
        int closed = server.released() == null ? 0 : server.released().line();
        if (closed < told.line()) {
            return refuted("it had stopped listening before it was told to end", table);
        }
        return new Verdict(
                sentence(),
                true,
                "it stopped listening on line " + closed + ", and ended on line " + end.line(),
                table.rows(),
                "whoever connects in between is refused at once, and does not get lost",
                "");
    }

    private Verdict refuted(String finding, EvidenceTable table) {
        return new Verdict(
                sentence(),
                false,
                finding,
                table.rows(),
                "until then the kernel has gone on to queue clients whom nobody will serve",
                "on SIGTERM first stop listening: shutdown() and close() of the listener");
    }
}
