package org.syscalllabs.testkit.machine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.syscalllabs.proc.ProcFile;

/**
 * Which thread of this machine it is that a sandbox has a number of its own for. The kernel tells
 * both numbers while the thread is there. Of one that has ended already, the order tells: both
 * kinds of numbers are given in the same order.
 *
 * <p>strace can do this, too (--pidns-translation), but looks at every process of the machine for
 * each thread that a server starts, while the server waits.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">NSpid in
 *     proc_pid_status(5)</a>
 */
final class SandboxPids {

    private final Numbers kernel;

    /** Those that have lines in the log. */
    private final Set<Integer> seen = new HashSet<>();

    /** Those whose birth has been told of. */
    private final Set<Integer> told = new HashSet<>();

    /** Those that have lines, by their numbers, until their birth is told of. */
    private final Map<Integer, Integer> waiting = new HashMap<>();

    /** The same, but they had ended before the kernel was asked. */
    private final TreeSet<Integer> nameless = new TreeSet<>();

    /** What the kernel tells of the threads that are there now. */
    interface Numbers {

        /** The number that the sandbox has for a thread; empty when that has ended. */
        OptionalInt inside(int tid);

        /**
         * The threads that may be a child of this one, the likeliest first.
         *
         * @param parent a thread of the sandbox
         */
        Stream<Integer> children(int parent);
    }

    /** What the kernel of this machine tells. */
    static final class Kernel implements Numbers {

        @Override
        public OptionalInt inside(int tid) {
            return ProcFile.read(tid, "status")
                    .lines()
                    .filter(line -> line.startsWith("NSpid:"))
                    // this machine's, the sandbox's, and more where a server makes further ones
                    .map(line -> line.split("\t", -1))
                    .filter(numbers -> numbers.length > 2)
                    .mapToInt(numbers -> Integer.parseInt(numbers[2]))
                    .findFirst();
        }

        /** The threads of its process; then the threads of all processes of its sandbox. */
        @Override
        public Stream<Integer> children(int parent) {
            var sandbox = ProcFile.pidNamespace(parent);
            var others =
                    ProcFile.pids().stream()
                            .filter(pid ->
                                    !sandbox.isEmpty()
                                            && ProcFile.pidNamespace(pid).equals(sandbox));
            return Stream.concat(Stream.of(ProcFile.threadGroup(parent)), others)
                    .flatMap(pid -> ProcFile.threads(pid).stream())
                    .map(Long::intValue);
        }
    }

    SandboxPids(Numbers kernel) {
        this.kernel = kernel;
    }

    /** The server's first thread: its birth is not in the log. */
    void first(int tid) {
        told.add(tid);
    }

    /**
     * A thread has a line in the log.
     *
     * @return whether it is the first one, and nothing has told of its birth
     */
    boolean appears(int tid) {
        var unknown = seen.add(tid) && !told.contains(tid);
        if (unknown) {
            kernel.inside(tid)
                    .ifPresentOrElse(number -> waiting.put(number, tid), () -> nameless.add(tid));
        }
        return unknown;
    }

    /**
     * The thread that a call has made; empty when that has ended, and none of its lines has come.
     *
     * @param number what the call has returned
     * @param parent the caller
     */
    OptionalInt child(int number, int parent) {
        var child = waiting.remove(number);
        if (child == null) {
            child =
                    kernel.children(parent)
                            .filter(tid -> !told.contains(tid) && !seen.contains(tid))
                            .filter(tid -> kernel.inside(tid).equals(OptionalInt.of(number)))
                            .findFirst()
                            .orElseGet(nameless::pollFirst);
        }
        if (child == null) {
            return OptionalInt.empty();
        }
        told.add(child);
        return OptionalInt.of(child);
    }

    /** A thread has ended: its number may be another one's from here on. */
    void ended(int tid) {
        seen.remove(tid);
        told.remove(tid);
    }
}
