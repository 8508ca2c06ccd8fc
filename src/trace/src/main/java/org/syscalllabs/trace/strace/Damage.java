package org.syscalllabs.trace.strace;

import org.jspecify.annotations.Nullable;

/**
 * Whether a log is still as strace wrote it: a line may have been broken, doubled or moved since,
 * or have come from another log. What is looked for can't be in a whole log.
 */
final class Damage {

    private static final long MILLISECOND = 1_000_000;

    /** Lines of strace -f -o begin with a thread's number, and no program's output is between. */
    private boolean numbered;

    private String last = "";
    private int lastTid = -1;
    private long lastTime = -1;
    private @Nullable Clock clock;
    private @Nullable String found;

    /** A line that shows nothing. */
    void unreadable(int number) {
        if (numbered && found == null) {
            found = "line %d can't be read: what it told of is missing".formatted(number);
        }
    }

    /**
     * A line that shows something.
     *
     * @param head what it begins with
     * @param counts what its time counts from
     */
    void event(String text, int number, LineHead head, Clock counts) {
        if (found != null) {
            return;
        }
        numbered |= head.tid > 0 && !head.bracketed;
        if (head.time < 0) {
            return;
        }
        if (clock != null && counts != Clock.NONE && clock != counts) {
            found =
                    "the times in line %d are of another kind: two logs are in one"
                            .formatted(number);
        } else if (isDoubled(text, head)) {
            found = "line %d is line %d again".formatted(number, number - 1);
        } else if (head.tid == lastTid && head.time < lastTime) {
            found = "in line %d the time goes back: lines were moved".formatted(number);
        }
        clock = counts == Clock.NONE ? clock : counts;
        last = text;
        lastTid = head.tid;
        lastTime = head.time;
    }

    /** No thread makes the same call twice in one microsecond; in one second it may. */
    private boolean isDoubled(String text, LineHead head) {
        return head.time == lastTime && head.time % MILLISECOND != 0 && text.equals(last);
    }

    /** What was found first; null while nothing is. */
    @Nullable String found() {
        return found;
    }
}
