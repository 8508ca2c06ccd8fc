package org.syscalllabs.testkit.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.trace.strace.Syscall;

/**
 * Whether a server has come to rest: there was a moment at which every thread of it slept. Then
 * nothing happens any more but by a client, or by a timer. A busy machine can't blur this: a thread
 * that waits for a processor is not asleep.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class AtRest {

    private final LiveCalls live;
    private final Machine machine;
    private final Map<Syscall, Deadline> timers = new HashMap<>();
    private final Set<String> rung = new HashSet<>();

    /**
     * The rest of a server on this machine, and of its strace: it may have calls still to write.
     */
    public AtRest(LiveCalls calls, Machine machine) {
        this.live = calls;
        this.machine = machine;
    }

    /**
     * Looks twice at every thread. A thread that sleeps both times, and has not given up the
     * processor in between, has slept all the while: so there was a moment at which all slept.
     */
    public boolean isReached() {
        var first = sleepers();
        var rest = first.isPresent() && first.equals(sleepers());
        live.look();
        return rest;
    }

    /**
     * Like {@link #isReached()}, and no timer is running either that could wake the server soon. A
     * timer that comes again and again, as in a loop over poll(2) with a time-out, counts once.
     *
     * @param longest a call that sleeps longer than this is taken to sleep for good
     */
    public boolean isReachedForGood(Duration longest) {
        var rest = isReached();
        var pending = live.pending();
        timers.keySet().removeIf(call -> isOver(call, pending));
        var waiting = false;
        for (var call : pending) {
            if (isTimed(call) && !rung.contains(key(call))) {
                waiting |= !timers.computeIfAbsent(call, c -> Deadline.in(longest)).isOver();
            }
        }
        return rest && !waiting;
    }

    /** Begins a wait for the server to do nothing more of itself. */
    public Idleness idleness() {
        return new Idleness(this, live);
    }

    /** Whether the threads that serve sleep, whatever others do. */
    boolean serversSleep() {
        live.look();
        var asleep = machine.asleep(live.threads());
        return live.servingThreads().stream().allMatch(tid -> asleep.contains((long) tid));
    }

    /** How often each thread has given up the processor; empty when one of them runs. */
    private Optional<Map<Long, String>> sleepers() {
        live.look();
        var sleepers = machine.sleepers(live.threads());
        // A disk answers soon; a parent in vfork(2) waits for what its child does.
        var parents =
                live.pending().stream()
                        .filter(call -> call.name().equals("vfork") || call.mentions("CLONE_VFORK"))
                        .map(call -> (long) call.tid())
                        .collect(Collectors.toSet());
        return sleepers.filter(all ->
                all.entrySet().stream()
                        .allMatch(thread ->
                                parents.contains(thread.getKey())
                                        || !thread.getValue()
                                                .startsWith(ThreadStatus.UNINTERRUPTIBLE)));
    }

    private boolean isOver(Syscall timer, List<Syscall> pending) {
        if (pending.contains(timer)) {
            return false;
        }
        rung.add(key(timer));
        return true;
    }

    /** The same call again, whatever the time that it is given. */
    private static String key(Syscall call) {
        return call.tid() + call.name() + call.arg(0);
    }

    /** A call that returns by itself after some time: its time-out stands in the log already. */
    private static boolean isTimed(Syscall call) {
        return switch (call.name()) {
            case "nanosleep", "clock_nanosleep", "clock_nanosleep_time64" -> true;
            case "poll", "ppoll", "ppoll_time64" -> isTime(call.arg(2));
            case "epoll_wait", "epoll_pwait" -> isTime(call.arg(3));
            case "select", "_newselect", "pselect6", "pselect6_time64" -> isTime(call.arg(4));
            default -> false;
        };
    }

    private static boolean isTime(String timeout) {
        return !timeout.isEmpty() && !timeout.startsWith("-1") && !timeout.startsWith("NULL");
    }
}
