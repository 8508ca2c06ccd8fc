package org.syscalllabs.trace.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.dialogue.ReplyParser;
import org.syscalllabs.trace.claim.dialogue.RequestParser;
import org.syscalllabs.trace.strace.Syscall;

/**
 * The requests and replies of one connection while it is open, and the calls that a table shows of
 * them: never more than a few.
 */
final class Dialogue {

    /** How many calls a table shows. */
    static final int SHOWN = 6;

    final RequestParser asked = new RequestParser();
    final ReplyParser answered = new ReplyParser();

    /** The last receive that got bytes. */
    @Nullable Syscall lastRequest;

    /** The call from which on bytes that matter are not in the log, or null. */
    @Nullable Syscall blindAt;

    /** The client has gone: a send to it failed. */
    boolean lost;

    private final Deque<Syscall> moves = new ArrayDeque<>();
    private @Nullable Syscall surplus;
    private int surplusAsked;
    private List<Syscall> aroundSurplus = List.of();

    /** The call receives or sends. */
    void move(Syscall call) {
        var kept = call.inShort();
        moves.add(kept);
        if (surplus != null && aroundSurplus.size() < SHOWN) {
            aroundSurplus.add(kept);
        }
        // A table shows four calls before the one that matters, and then those that follow it.
        if (moves.size() > SHOWN + 2) {
            moves.remove();
        }
    }

    /** The call that was moved last begins a reply that nobody has asked for. */
    void exceeds(Syscall call) {
        surplus = call.inShort();
        surplusAsked = asked.requests();
        var calls = new ArrayList<>(moves);
        aroundSurplus =
                new ArrayList<>(calls.subList(Math.max(0, calls.size() - SHOWN + 1), calls.size()));
    }

    /** The first send of a reply that nobody had asked for, or null. */
    @Nullable Syscall surplus() {
        return surplus;
    }

    /** How many requests were complete at that send. */
    int surplusAsked() {
        return surplusAsked;
    }

    /** What a table shows of the calls around one of them. */
    List<Syscall> around(@Nullable Syscall call) {
        if (surplus != null && Objects.equals(call, surplus)) {
            return aroundSurplus;
        }
        var calls = new ArrayList<>(moves);
        var at = call == null ? 0 : Math.max(0, calls.indexOf(call));
        var from = Math.max(0, at - SHOWN + 2);
        return calls.subList(from, Math.min(calls.size(), from + SHOWN));
    }
}
