package org.syscalllabs.trace.claim.dialogue;

/**
 * Counts the replies in what a server sent: RESP, or plain lines such as {@code Alice}, a line a
 * reply.
 */
public final class ReplyParser extends LineParser {

    /** How many values are still missing of the reply that goes on; 0 between replies. */
    private long missing;

    private int begun;
    private boolean atStart = true;

    /** The replies of which at least one byte was sent. */
    public int begun() {
        return begun;
    }

    /** True when the last reply is not complete. */
    public boolean inside() {
        return !atStart;
    }

    /** The client has asked again: a plain reply is over then, even without a line end. */
    public void askedAgain() {
        var reply = unended();
        if (missing == 1 && !reply.isEmpty() && "+-:$*".indexOf(reply.charAt(0)) < 0) {
            endLine();
        }
    }

    @Override
    protected void first() {
        if (atStart) {
            atStart = false;
            missing = 1;
            begun++;
        }
    }

    @Override
    protected void line(String line) {
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '$', '=', '!' -> {
                var length = number(line);
                if (length >= 0) {
                    skipBulk(length);
                    return;
                }
            }
            case '*', '~', '>' -> missing += Math.max(0, number(line));
            case '%' -> missing += 2 * Math.max(0, number(line));
            default -> {}
        }
        ended();
    }

    @Override
    protected void bulk() {
        ended();
    }

    private void ended() {
        if (--missing <= 0) {
            atStart = true;
        }
    }
}
