package org.syscalllabs.trace.strace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The threads that strace follows, as far as the log tells: a line may name its own, or none. */
final class Threads {

    private final Map<Integer, String> names = new HashMap<>();
    private final Set<Integer> followed = new TreeSet<>();
    private final Set<Integer> exiting = new HashSet<>();
    private int sole;

    /**
     * @param sole the thread of the lines without a pid; 0 when the log is to tell
     */
    Threads(int sole) {
        this.sole = sole;
    }

    /** The thread of the lines without a pid; 0 until the log tells. */
    int sole() {
        return sole;
    }

    /** The lines without a pid were this one's. */
    void isSole(int tid) {
        sole = tid;
    }

    /** A thread's name, where the log has told it, or null. */
    @Nullable String name(int tid) {
        return names.get(tid);
    }

    /** The thread of the line that the head was read of. */
    int of(LineHead head) {
        if (head.tid == 0) {
            return sole;
        }
        if (head.bracketed && followed.add(head.tid) && sole == 0) {
            sole = head.tid; // not announced as attached: it was there from the start
        }
        if (head.threadName != null) {
            names.putIfAbsent(head.tid, head.threadName);
        }
        return head.tid;
    }

    /** It has called exit or exit_group: old versions of strace say no more of its end. */
    void exits(int tid) {
        exiting.add(tid);
    }

    /**
     * Takes what strace says of itself.
     *
     * @param first it stands on the log's first line
     * @return true when it shows a thread's end
     */
    boolean showsEnd(Remark remark, boolean first) {
        var tid = remark.tid();
        if (tid != 0 && remark.kind() == Remark.Kind.ATTACHED) {
            followed.add(tid);
            if (first) {
                sole = tid; // strace -p
            }
        }
        return tid != 0 && remark.kind() == Remark.Kind.DETACHED && exiting.contains(tid);
    }

    /** It has ended. Its name is known until {@link #forget}. */
    void ended(int tid) {
        exiting.remove(tid);
        followed.remove(tid);
        // A thread that was there from the start may have made no call yet that names it.
        if (followed.size() == 1 && sole != 0) {
            sole = followed.iterator().next(); // from now on its lines have no pid
        }
    }

    /** The kernel may give its number to another one. */
    void forget(int tid) {
        names.remove(tid);
    }
}
