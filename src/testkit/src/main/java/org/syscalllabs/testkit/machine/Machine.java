package org.syscalllabs.testkit.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.syscalllabs.proc.Deadline;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;

/**
 * Where a server under test runs, and how its kernel is asked about it: this machine, a sandbox on
 * it, or a container. A lab's test does not know which; nor does anything else of the kit beyond
 * this interface.
 */
public interface Machine {

    /** A signal that ends a process: one that it may handle, and one that it can not. */
    enum EndSignal {
        TERM,
        KILL
    }

    /**
     * A machine of this kind. What it needs is looked for only now.
     *
     * @param port the port for the server; 0 for any free one
     * @param earlier is told of the port, before the server has it
     * @param guarded the files and folders that a server in a sandbox may not change
     * @throws Problem when it is not there, or the port is held
     */
    static Machine of(MachineKind kind, int port, EarlierConnections earlier, Set<Path> guarded)
            throws IOException {
        return switch (kind) {
            case HERE -> ThisMachine.forServerOn(port, earlier, Place.HERE);
            case NOBODY -> ThisMachine.forServerOn(port, earlier, Place.AS_NOBODY);
            case SANDBOX -> ThisMachine.forServerOn(port, earlier, new Sandbox(guarded));
            case CONTAINER, PUBLISHED -> new Container(kind, port);
        };
    }

    /** The address that the server is told to listen on: $HOST. */
    String host();

    /** The port that the server is told to listen on: $PORT. */
    int port();

    /**
     * Starts a server under strace.
     *
     * @param log takes what strace writes
     * @param run whose token the server's processes carry
     * @param calls which calls strace stops it at
     */
    void launch(List<String> command, ReceivedLog log, RunRecord run, Strace.Calls calls)
            throws IOException;

    /** The PID of strace as this machine counts; 0 when it has none here. */
    long pid();

    /** What the server prints. */
    InputStream output();

    /** All processes of the server have ended. */
    boolean isOver();

    /** Which of its bounds the server has met, and what is without it; empty where none. */
    default Optional<String> boundMet() {
        return Optional.empty();
    }

    /**
     * Whether strace has been stopped, by a signal: then it writes no more, and nothing goes on.
     */
    boolean isStraceStopped();

    /**
     * The state of each thread of the server, and of strace, and how often it has given up the
     * processor, by thread; empty when one of them runs.
     *
     * @param threads those that the trace has told of
     */
    Optional<Map<Long, String>> sleepers(Set<Integer> threads);

    /**
     * The threads of the server that sleep now.
     *
     * @param threads those that the trace has told of
     */
    Set<Long> asleep(Set<Integer> threads);

    /** All TCP sockets that the server's kernel shows beside the server's own. */
    List<TcpSocket> sockets();

    /**
     * The connections that the server's port had before this check first used it, and still has.
     */
    List<TcpSocket> earlierConnections();

    /** Who listens on a port there. */
    Optional<PortHolder> holder(int port);

    /**
     * Connects a client to the server.
     *
     * @return the client's port as the server sees it; -1 when the time was over before
     * @throws IOException when the connection is refused
     */
    int connect(SocketChannel client, Deadline deadline) throws IOException;

    /**
     * Whether all that a client has sent stands in the server's kernel, or was received.
     *
     * @param clientPort the client's port as the server sees it
     * @param sent how many bytes the client has sent
     * @param received how many of them the server's calls have received
     */
    boolean hasArrived(int clientPort, long sent, long received);

    /**
     * The same machine for a further server, which is told the same port. It ends when this one
     * does.
     */
    Machine beside();

    /**
     * The processes of the server that have a listener of its port open now.
     *
     * @param threads those that the trace has told of
     */
    Set<Long> listening(Set<Integer> threads);

    /**
     * Sends a signal to the process of a server's thread.
     *
     * @return false when that process has ended
     */
    boolean signal(long thread, EndSignal signal);

    /** Ends every process of the run, and whatever else was made for it. */
    void kill(RunRecord run) throws IOException;
}
