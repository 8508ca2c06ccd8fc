package org.syscalllabs.trace.strace;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that have begun and not finished: one a thread at most. */
final class Unfinished {

    private final Map<Integer, Opening> calls = new HashMap<>();

    /** The last line stopped in the middle of this call; its rest may follow. */
    private @Nullable Opening torn;

    /** The thread is in this call; returns an earlier one, whose end the log has lost, or null. */
    @Nullable Opening put(Opening call) {
        return calls.put(call.tid(), call);
    }

    /** The call that a thread is in, which is forgotten; or null. */
    @Nullable Opening take(int tid) {
        return calls.isEmpty() ? null : calls.remove(tid);
    }

    /** All of them, in no order. */
    Collection<Opening> all() {
        return calls.values();
    }

    /** The call that a line stopped in the middle of, or null. */
    @Nullable Opening torn() {
        return torn;
    }

    /** The line stopped in the middle of this call. */
    void tear(Opening call) {
        torn = call;
    }

    /** The rest of this call has come, or does not come any more. */
    void notTorn(Opening call) {
        if (call.equals(torn)) {
            torn = null;
        }
    }

    void clear() {
        calls.clear();
        torn = null;
    }
}
