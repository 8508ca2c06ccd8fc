package org.syscalllabs.testkit.failure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.Syscall;

/** What is known of a server when it, or one of its clients, has failed. */
public interface ServerFacts {

    /**
     * What the server has printed.
     *
     * @param bytes how much, in bytes
     * @param lastLines the last lines of it, the latest at the end
     */
    record Printed(long bytes, List<String> lastLines) {}

    /** The address that it was told to listen on. */
    String host();

    /** The port that it was told to listen on. */
    int port();

    /** The bound of every wait for it. */
    Duration timeout();

    /** The ports on which it does listen. */
    Set<Integer> listening();

    /** The first bind() or listen() that failed because the address is in use. */
    Optional<Syscall> addressInUse();

    /** All of its processes have ended. */
    boolean isOver();

    /** How its first process ended; empty while it runs. */
    Optional<Exit> end();

    /**
     * What it has printed up to now: everything, when it has ended.
     *
     * @param lines how many of its last lines, at most
     */
    Printed printed(int lines);

    /** Where the beginning and the end of what it printed are. */
    Path outputFile();

    /** Where its strace log is. */
    Path traceFile();

    /** What the kernel has seen of it up to now. */
    TraceLog trace();

    /** How a table calls a thread of it. */
    String threadName(int tid);

    /**
     * The last things that it did for a client, the latest at the end; none before it was accepted.
     *
     * @param clientPort the client's port
     */
    List<Event> lastCalls(int clientPort);

    /** The addresses on which it listens, {@code [::1]:6379}, as strace shows them. */
    List<String> listeningAt();

    /** The first read of its standard input: there is nothing in it. */
    Optional<Syscall> emptyInput();

    /** Whether it has ever called accept, or made a call for a client. */
    boolean serves();

    /** The calls that have begun and not returned. */
    List<Syscall> pending();

    /** Which bound of its machine has ended it; empty where none has. */
    Optional<String> boundMet();

    /** The signal that has stopped it, if it does nothing more because of that. */
    Optional<Signal> stopped();

    /** The names of its clients, by their ports. */
    Map<Integer, String> clientNames();
}
