package org.syscalllabs.trace.server;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Syscall;

/**
 * A socket that listens on a TCP port: from its listen(2) to whatever took the last descriptor of
 * it. A fork hands it on, so that it may outlive the process that made it.
 */
public final class ListeningSocket {

    private final int port;
    private final int pid;
    private final @Nullable Syscall bind;
    private final Syscall listen;

    /** The process of each descriptor that stands for it. */
    final List<Integer> holders = new ArrayList<>();

    private final Set<Integer> heirs = new LinkedHashSet<>();
    private @Nullable Event released;
    private @Nullable Exit end;

    ListeningSocket(int port, int pid, @Nullable Syscall bind, Syscall listen) {
        this.port = port;
        this.pid = pid;
        this.bind = bind;
        this.listen = listen;
    }

    /** The TCP port. */
    public int port() {
        return port;
    }

    /** The address, {@code 127.0.0.1:6379} or {@code [::1]:6379}, as far as the log shows it. */
    public String address() {
        var args = listen.args().isEmpty() ? "" : listen.args().getFirst();
        var from = args.indexOf("TCP");
        var open = args.indexOf('[', Math.max(0, from));
        var close = args.lastIndexOf(']');
        return from < 0 || close <= open ? ":" + port : args.substring(open + 1, close);
    }

    /** The process that called listen; by its first thread, where the log doesn't say. */
    public int pid() {
        return pid;
    }

    /**
     * The processes that a fork had given a descriptor, and that still had it when the one that
     * called listen ended, or one of these did: those of a server that became a daemon, say. Empty
     * while it lives.
     */
    public Set<Integer> heirs() {
        return Set.copyOf(heirs);
    }

    /** The call that claimed the port, or null where the log doesn't show it. */
    public @Nullable Syscall bind() {
        return bind;
    }

    /** The call that opened it. */
    public Syscall listen() {
        return listen;
    }

    /**
     * What gave the port back: a close or a shutdown, or the end of the process; null if nothing
     * has done so yet.
     */
    public @Nullable Event released() {
        return released;
    }

    /** The end of the process, or of the last one that inherited the socket; null before it. */
    public @Nullable Exit end() {
        return end;
    }

    /** Whether a process is the one that called listen, or has inherited the socket. */
    public boolean isOf(int process) {
        return process == pid || heirs.contains(process);
    }

    /** Something has taken a descriptor, or shut the socket down; the first to do so counts. */
    void release(Event by) {
        released = released == null ? by : released;
    }

    /** A process has ended. Each process that still has a descriptor has inherited the port. */
    void ended(int process, Exit exit) {
        if (process == pid || heirs.contains(process)) {
            heirs.addAll(holders);
            end = holders.isEmpty() ? exit : null;
        }
    }
}
