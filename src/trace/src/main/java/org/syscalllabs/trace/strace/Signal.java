package org.syscalllabs.trace.strace;

/**
 * A signal that reached a thread: {@code --- SIGCHLD {si_signo=SIGCHLD, …} ---}.
 *
 * @param name the signal, or {@code stopped} for a stop
 * @param details what strace printed after the name
 * @param at nanoseconds of the log's clock, or -1
 */
public record Signal(int line, int tid, String name, String details, long at) implements Event {}
