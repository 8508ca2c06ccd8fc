package org.syscalllabs.trace.claim.dialogue;

/**
 * Counts the requests in what a client sent: RESP arrays and inline commands, torn or joined
 * anywhere.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
public final class RequestParser extends LineParser {

    private long missingBulks;
    private int requests;

    private boolean foreign;

    /** True when the requests are of another protocol, such as HTTP. */
    public boolean foreign() {
        return foreign;
    }

    /** The requests that are complete. */
    public int requests() {
        return requests;
    }

    @Override
    protected void line(String line) {
        if (missingBulks > 0) {
            if (line.startsWith("$")) {
                skipBulk(number(line));
            } else {
                broken(); // the server answers one error and hangs up
            }
        } else if (line.startsWith("*")) {
            missingBulks = number(line);
            if (missingBulks == Long.MIN_VALUE) {
                broken();
            }
        } else if (!blankLine()) {
            foreign |= line.endsWith(" HTTP/1.1") || line.endsWith(" HTTP/1.0");
            requests++;
        }
    }

    @Override
    protected void bulk() {
        if (--missingBulks == 0) {
            requests++;
        }
    }

    @Override
    protected void broken() {
        requests++;
        super.broken();
    }
}
