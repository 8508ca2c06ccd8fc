package org.syscalllabs.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each of two clients was heard before the server's work for the other ended. */
record ServedWhile(String one, String other) implements Claim {

    @Override
    public String sentence() {
        return one + " and " + other + " are served at the same time";
    }

    @Override
    public Verdict judge(Trace trace) {
        var because = new Because(trace);
        String unknown = because.cannotTell(one);
        if (unknown == null) {
            unknown = because.cannotTell(other);
        }
        if (unknown != null) {
            return new Verdict(sentence(), false, "the log can't tell", List.of(), unknown, "");
        }
        for (Connection a : trace.connections(one)) {
            for (Connection b : trace.connections(other)) {
                if (heardBeforeEnd(a, b) && heardBeforeEnd(b, a)) {
                    return new Verdict(
                            sentence(),
                            true,
                            "each was heard before the other had left",
                            table(trace, a, b),
                            because.whoServes() + because.unread(),
                            "");
                }
            }
        }
        return refuted(trace, because);
    }

    private Verdict refuted(Trace trace, Because because) {
        Connection a = trace.connections(one).getFirst();
        Connection b = trace.connections(other).getFirst();
        boolean swapped = !heardBeforeEnd(a, b);
        Connection late = swapped ? a : b;
        Connection early = swapped ? b : a;
        String finding =
                late.firstReceive() == null
                        ? "nothing was received from " + late.client()
                        : late.client()
                                + "'s first receive came after "
                                + early.client()
                                + (early.close() == null ? " had left" : "'s close");
        return new Verdict(
                sentence(),
                false,
                finding,
                table(trace, early, late),
                because.whoServes() + because.unread(),
                late.client() + " was connected already: the kernel queues who isn't accepted");
    }

    private static List<Evidence> table(Trace trace, Connection a, Connection b) {
        return new EvidenceTable(trace)
                .add(a, "", a.client() + " ends")
                .add(b, b.client() + " begins", "")
                .rows();
    }

    /** {@code heard} was heard before the work for {@code other} ended. */
    private static boolean heardBeforeEnd(Connection heard, Connection other) {
        @Nullable Syscall first = heard.firstReceive();
        return first != null && first.endLine() < other.endLine();
    }
}
