package org.syscalllabs.trace.server;

import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.Syscall;

/**
 * One thing that a server did, or that happened to it, with all that is known of it: the connection
 * and the client's name, not only a descriptor. Steps come in the order of the log.
 */
public sealed interface Step {

    /** A program was started: execve(2). */
    record Executed(Syscall call) implements Step {}

    /**
     * A bind(2) failed, or a listen(2): two sockets may be bound to a port that one may listen on.
     */
    record BindFailed(Syscall call) implements Step {}

    /** A TCP socket listens from now on. */
    record Listened(ListeningSocket socket) implements Step {}

    /**
     * An accept has begun on a listener: the server asks for its next client. Its outcome follows,
     * now or much later.
     */
    record AcceptBegun(Listener listener, Syscall call) implements Step {}

    /** An accept has brought a client. */
    record Accepted(Connection connection, Syscall call) implements Step {}

    /** An accept has failed, was interrupted, or had not returned when the log ended. */
    record NotAccepted(Listener listener, Syscall call) implements Step {}

    /**
     * A call took bytes from a client, or found that there are none.
     *
     * @param bytes how many it took
     */
    record Received(Connection connection, Syscall call, long bytes) implements Step {}

    /**
     * A call gave bytes to a client, or failed to.
     *
     * @param bytes how many the kernel took
     */
    record Sent(Connection connection, Syscall call, long bytes) implements Step {}

    /** The server shut down a client's connection, or one direction of it. */
    record ShutDown(Connection connection, Syscall call) implements Step {}

    /**
     * The last descriptor of a connection was closed.
     *
     * @param by a close, or the end of the last process that had it; null when its descriptor was
     *     given again, and so it had been closed by no call that the log shows
     */
    record Closed(Connection connection, @Nullable Event by) implements Step {}

    /** A thread that accepts or serves sleeps until one of several descriptors is ready. */
    record Waited(Syscall call) implements Step {}

    /**
     * A thread or a process was started.
     *
     * @param child its number
     * @param process true for a process, with descriptors of its own
     */
    record Spawned(Syscall call, int child, boolean process) implements Step {}

    /**
     * A signal reached a thread.
     *
     * @param process the process of the thread
     */
    record Signalled(Signal signal, int process) implements Step {}

    /** A thread has ended. */
    record Ended(Exit exit) implements Step {}
}
