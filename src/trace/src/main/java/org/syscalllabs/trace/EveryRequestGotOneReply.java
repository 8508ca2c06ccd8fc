package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each request of each client got one reply: not before it was asked, not two, not none. */
record EveryRequestGotOneReply() implements Claim {

    private static final int SHOWN = 6;

    /** How a connection breaks the claim: the call that does it, and the finding. */
    private record Fault(@Nullable Syscall call, String finding, String because) {}

    @Override
    public String sentence() {
        return "every request gets one reply";
    }

    @Override
    public Verdict judge(Trace trace) {
        var because = new Because(trace);
        String order = trace.orderUnknown();
        if (order != null) {
            return new Verdict(sentence(), false, "the log can't tell", List.of(), order, "");
        }
        int requests = 0;
        for (Connection connection : trace.connections()) {
            var asked = new RequestParser();
            Fault fault = fault(connection, asked, because);
            if (fault != null) {
                return new Verdict(
                        sentence(),
                        false,
                        fault.finding,
                        table(trace, connection, fault.call),
                        fault.because + because.unread(),
                        "");
            }
            requests += asked.requests();
        }
        if (requests == 0) {
            return new Verdict(
                    sentence(),
                    false,
                    "the log can't tell",
                    List.of(),
                    "no request was seen" + because.hidden(),
                    "");
        }
        return new Verdict(
                sentence(),
                true,
                (requests == 1 ? "1 request" : requests + " requests") + ", each with one reply",
                table(trace, trace.connections().getFirst(), null),
                "each reply began after its request was complete" + because.unread(),
                "");
    }

    private static @Nullable Fault fault(
            Connection connection, RequestParser asked, Because because) {
        String client = connection.client();
        var answered = new ReplyParser();
        Syscall surplus = null;
        int surplusAsked = 0;
        Syscall lastRequest = null;
        boolean lost = false;
        for (Syscall call : connection.calls()) {
            boolean moved = call.value() > 0;
            if (call.family() == Family.RECEIVE && moved) {
                asked.feed(call.payload());
                if (asked.requests() > answered.begun()) {
                    answered.askedAgain();
                }
                lastRequest = call;
            } else if (call.family() == Family.SEND && moved) {
                answered.feed(call.payload());
                if (surplus == null && answered.begun() > asked.requests()) {
                    surplus = call;
                    surplusAsked = asked.requests();
                }
            } else if (call.family() == Family.SEND) {
                lost = !"EAGAIN".equals(call.errno()); // the client has gone
            }
            if (asked.blind() || answered.blind()) {
                return new Fault(
                        call,
                        "the log can't tell",
                        "strace cut the strings of line "
                                + call.endLine()
                                + ": record with a longer -s");
            }
        }
        int replies = answered.begun();
        int requests = asked.requests();
        if (surplus != null) {
            String nth = ordinal(surplusAsked + 1);
            return requests > surplusAsked
                    ? new Fault(
                            surplus,
                            client + "'s " + nth + " request was answered before it was asked",
                            "the reply's first byte was sent while the request was not complete")
                    : new Fault(
                            surplus,
                            requests == 0
                                    ? client + " was answered without having asked"
                                    : client
                                            + "'s "
                                            + ordinal(requests)
                                            + " request was answered twice",
                            count(requests, "request") + " and " + count(replies, "reply"));
        }
        if (answered.inside() && replies == 1 && requests > 1) {
            return new Fault(
                    lastRequest,
                    "the log can't tell",
                    "the replies end in no line end, so that they can't be counted");
        }
        if (replies < requests && !lost) {
            String end = connection.endLine() == Connection.NEVER ? " before the log ended" : "";
            return new Fault(
                    lastRequest,
                    client + "'s " + ordinal(replies + 1) + " request was never answered" + end,
                    count(requests, "request")
                            + " and "
                            + count(replies, "reply")
                            + because.hidden());
        }
        return null;
    }

    /** The receives and sends around the call, or the first ones. */
    private static List<Evidence> table(Trace trace, Connection of, @Nullable Syscall call) {
        List<Syscall> moves = of.calls().stream().filter(c -> c.family() != Family.OTHER).toList();
        int at = call == null ? 0 : Math.max(0, moves.indexOf(call));
        int from = Math.max(0, at - SHOWN + 2);
        var table = new EvidenceTable(trace);
        for (Syscall move : moves.subList(from, Math.min(moves.size(), from + SHOWN))) {
            table.add(move, of.client(), move.equals(call) ? "here" : "");
        }
        return new ArrayList<>(table.rows());
    }

    private static String count(int number, String what) {
        String many = what.equals("reply") ? "replies" : what + "s";
        return number + " " + (number == 1 ? what : many);
    }

    private static String ordinal(int number) {
        return switch (number) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            default -> number + (number % 100 - number % 10 == 10 ? "th" : suffix(number % 10));
        };
    }

    private static String suffix(int digit) {
        return switch (digit) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
        };
    }
}
