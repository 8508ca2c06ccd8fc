package org.syscalllabs.trace.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Descriptors.LastClosed;
import org.syscalllabs.trace.strace.LogSource;
import org.syscalllabs.trace.strace.Syscall;

/**
 * The living threads and their processes. A thread's number is no identity: the kernel gives it to
 * another one later.
 */
final class Tasks {

    private final LastClosed lastClosed;
    private final Map<Integer, Task> tasks = new HashMap<>();

    /** The calls that have begun and may be a thread's birth, by their thread. */
    private final Map<Integer, Syscall> spawning = new LinkedHashMap<>();

    private @Nullable LogSource source;

    /** The thread of the last line: most often the next line is its, too. */
    private @Nullable Task latest;

    Tasks(LastClosed lastClosed) {
        this.lastClosed = lastClosed;
    }

    void follow(LogSource reader) {
        source = reader;
    }

    @Nullable Task get(int tid) {
        return tasks.get(tid);
    }

    /** Whether the thread is there, or may be about to be born. */
    boolean knows(int tid) {
        return tasks.containsKey(tid) || spawnOf(tid) != null;
    }

    /** A thread that executes a program is a process: in a merged log, that of another strace. */
    Task program(int tid) {
        var task = new Task(tid, new Descriptors(tid, lastClosed));
        tasks.put(tid, task);
        return task;
    }

    /**
     * The thread of a line.
     *
     * @param listenerTid the thread that called listen, or -1
     */
    Task of(int tid, int line, int listenerTid) {
        var task = latest;
        if (task == null || task.tid() != tid) {
            task = tasks.get(tid);
            if (task == null) {
                task = arrived(tid, listenerTid);
            }
            latest = task;
        }
        task.lastLine = line;
        return task;
    }

    /** A call has begun that may be a birth: a child may show up before it returns. */
    void spawning(Syscall call) {
        spawning.put(call.tid(), call);
    }

    void spawned(Syscall call) {
        spawning.remove(call.tid());
    }

    /** The call that has begun and may be this thread's birth, or null. */
    private @Nullable Syscall spawnOf(int tid) {
        Syscall found = null;
        for (var spawn : spawning.values()) {
            if (spawn.tid() != tid && (found == null || spawn.value() == tid)) {
                found = spawn;
            }
        }
        return found;
    }

    /** A thread shows up whose birth has not been seen, or not to its end. */
    private Task arrived(int tid, int listenerTid) {
        var spawn = spawnOf(tid);
        if (spawn != null) {
            var parent = tasks.get(spawn.tid());
            if (parent != null) {
                return add(tid, parent.process, spawn);
            }
        }
        // The first lines of a terminal's log name no thread: those were this one's.
        var nameless = tasks.get(0);
        if (nameless != null && source != null && tid == source.soleThread()) {
            tasks.put(tid, nameless);
            nameless.isCalled(tid);
            return nameless;
        }
        // spawn calls were not traced: then it is one more thread of the server
        var known = tasks.get(listenerTid);
        if (known == null && !tasks.isEmpty()) {
            known = tasks.values().iterator().next();
        }
        var task = new Task(tid, known == null ? new Descriptors(tid, lastClosed) : known.process);
        task.guessed = known != null;
        tasks.put(tid, task);
        return task;
    }

    /**
     * A call has returned a child's number.
     *
     * @return true when the child is a process, with descriptors of its own
     */
    boolean born(int child, Descriptors parent, Syscall spawn) {
        var known = tasks.get(child);
        var seen = known != null && known.lastLine >= spawn.line() && !known.guessed;
        if (known != null && !seen) {
            var earlier = exit(child); // its end is not in the log
            if (earlier != null) {
                earlier.removeAll(0, Integer.MAX_VALUE, null);
            }
        }
        var task = known != null && seen ? known : add(child, parent, spawn);
        return task.process != parent;
    }

    private Task add(int child, Descriptors parent, Syscall spawn) {
        var shares = spawn.mentions("CLONE_FILES");
        var task = new Task(child, shares ? parent : parent.copy(child));
        task.lastLine = spawn.line();
        tasks.put(child, task);
        return task;
    }

    /**
     * An accept of the thread returned this descriptor. Two threads of one process never have the
     * same number for two clients: one of which no birth was seen is a process of its own then, as
     * with {@code strace -p 21 -p 22}.
     */
    void keepApart(Task task, int fd) {
        var taken =
                task.process.get(fd) instanceof Connection held
                        && held.holders > 0
                        && held.accept() != null
                        && held.accept().tid() != task.tid();
        if (taken && task.guessed) {
            separate(task);
        }
    }

    /** The thread is a process of its own after all; what is open it has as well. */
    private static void separate(Task task) {
        var shared = task.process;
        shared.threads--;
        task.process = shared.listenersOnly(task.tid());
        task.process.threads++;
        task.guessed = false;
    }

    /** Forgets a thread that has ended; returns its process if it was the last one of it. */
    @Nullable Descriptors exit(int tid) {
        var task = tasks.remove(tid);
        spawning.remove(tid);
        latest = null;
        if (task == null) {
            return null;
        }
        tasks.remove(0, task);
        return --task.process.threads == 0 ? task.process : null;
    }
}
