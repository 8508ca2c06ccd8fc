package org.syscalllabs.trace;

import java.util.List;

/** The server's work for one client had ended before it took the other. */
record ServedBefore(String first, String second) implements Claim {

    @Override
    public String sentence() {
        return first + " is served before " + second;
    }

    @Override
    public Verdict judge(Trace trace) {
        var because = new Because(trace);
        String unknown = because.cannotTell(first);
        if (unknown == null) {
            unknown = because.cannotTell(second);
        }
        if (unknown != null) {
            return new Verdict(sentence(), false, "the log can't tell", List.of(), unknown, "");
        }
        for (Connection one : trace.connections(first)) {
            for (Connection two : trace.connections(second)) {
                if (one.endLine() >= two.beginLine()) {
                    return refuted(trace, one, two);
                }
            }
        }
        var table = new EvidenceTable(trace);
        trace.connections(first).forEach(one -> table.add(one, "", first + " ends"));
        trace.connections(second).forEach(two -> table.add(two, second + " begins", ""));
        return new Verdict(
                sentence(),
                true,
                second + " was accepted after " + first + " had left",
                table.rows(),
                because.whoServes()
                        + Waits.text(trace, trace.connections(second))
                        + because.unread(),
                "");
    }

    private Verdict refuted(Trace trace, Connection one, Connection two) {
        var table = new EvidenceTable(trace);
        Syscall accept = two.accept();
        boolean reversed = two.endLine() < one.beginLine();
        if (accept != null && !reversed) {
            table.add(accept, second, second + " is taken, " + first + " is still there");
        }
        table.add(one, first + " begins", first + " ends").add(two, second + " begins", "");
        String when = second + " was accepted on line " + two.beginLine();
        String finding =
                reversed
                        ? second + " had left before " + first + " was accepted"
                        : one.endLine() == Connection.NEVER
                                ? when + ", and " + first + " had not left before the log ended"
                                : when + ", before " + first + " had left";
        return new Verdict(
                sentence(), false, finding, table.rows(), new Because(trace).whoServes(), "");
    }
}
