package org.syscalllabs.cli.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.syscalllabs.trace.Trace;

/**
 * How long a client waited in the backlog, its first byte already in the kernel.
 *
 * @param client the client's name
 * @param line the trace line of the accept that ended the wait
 * @param nanoseconds from the first byte to the accept
 */
public record Wait(String client, int line, long nanoseconds) {

    /** Every wait of the trace, in the order of the accepts. */
    static List<Wait> in(Trace trace) {
        var waits = new ArrayList<Wait>();
        for (var connection : trace.connections()) {
            var waited = trace.backlogWait(connection);
            if (waited.isPresent() && waited.getAsLong() > 0) {
                waits.add(
                        new Wait(connection.client(), connection.beginLine(), waited.getAsLong()));
            }
        }
        return waits;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s waited %.1f ms in the backlog, until the accept in line %d",
                client,
                nanoseconds / 1e6,
                line);
    }
}
