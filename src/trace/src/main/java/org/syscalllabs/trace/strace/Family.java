package org.syscalllabs.trace.strace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a system call does for a server. Programs choose different calls for the same deed: a JVM
 * reads where CPython calls recvfrom, so claims ask for the deed.
 *
 * <p>This is the one table of calls: what strace is asked to show, what the claims look for and
 * what the guide for students tells are made from it. 32-bit machines have names of their own for
 * some.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public enum Family {
    ACCEPT("takes a client from the backlog", "accept accept4"),
    RECEIVE(
            "takes bytes from a client",
            "read readv recv recvfrom recvmsg recvmmsg recvmmsg_time64"),
    SEND(
            "gives bytes to a client",
            "write writev send sendto sendmsg sendmmsg sendfile sendfile64 splice"),
    WAIT(
            "sleeps until one of several descriptors is ready",
            "poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64"
                    + " epoll_wait epoll_pwait epoll_pwait2"),
    SPAWN("starts a thread or a process", "fork vfork clone clone3"),
    UNFOLLOWED(
            "moves bytes where the claims can't follow them",
            "io_uring_setup io_uring_enter io_submit preadv2 pwritev2 vmsplice tee"),
    SLEEP(
            "sleeps for a time, or until a signal",
            "nanosleep clock_nanosleep clock_nanosleep_time64 pause rt_sigsuspend"),
    PROCESS("begins or ends a program", "execve execveat exit exit_group wait4 waitid waitpid"),
    DESCRIPTOR(
            "makes, changes or closes a descriptor",
            "socket connect bind listen setsockopt shutdown close dup dup2 dup3 fcntl fcntl64"
                    + " close_range"),
    FILTER("may keep calls from strace --seccomp-bpf", "seccomp prctl"),
    OTHER("anything else", "");

    private static final Map<String, Family> BY_NAME = byName();

    private final String deed;
    private final String calls;

    Family(String deed, String calls) {
        this.deed = deed;
        this.calls = calls;
    }

    /** What the calls of this family do, in words. */
    public String deed() {
        return deed;
    }

    /** The calls' names, as strace prints them. */
    public List<String> calls() {
        return calls.isEmpty() ? List.of() : List.of(calls.split(" ", -1));
    }

    /**
     * The calls of these families, as {@code -e trace=} of strace(1) takes them. The {@code ?} lets
     * strace pass over a call that this machine does not have, as arm64 has no poll.
     */
    public static String filter(Family... families) {
        return Arrays.stream(families)
                .flatMap(family -> family.calls().stream())
                .map(call -> "?" + call)
                .collect(Collectors.joining(","));
    }

    /** The family of a system call, by its name. */
    public static Family of(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }

    private static Map<String, Family> byName() {
        var table = new HashMap<String, Family>();
        for (var family : values()) {
            family.calls().forEach(call -> table.put(call, family));
        }
        return Map.copyOf(table);
    }
}
