package org.syscalllabs.trace.server;

import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Syscall;

/** A thread while it lives: what the kernel calls a task. */
final class Task {

    private int tid;

    Descriptors process;

    /** No birth was seen: that it is a thread of its process is a guess. */
    boolean guessed;

    /** The line of the last event of it. */
    int lastLine;

    /** It accepts, or makes calls for clients. */
    boolean serves;

    /** Its first wait for several descriptors at once. */
    @Nullable Syscall multiplexedWait;

    /** The accept that it is in. */
    @Nullable Syscall accepting;

    Task(int tid, Descriptors process) {
        this.tid = tid;
        this.process = process;
        process.threads++;
    }

    /** Its number; 0 while the log has not told it. */
    int tid() {
        return tid;
    }

    void isCalled(int number) {
        tid = number;
    }
}
