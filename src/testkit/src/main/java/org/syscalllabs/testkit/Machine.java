package org.syscalllabs.testkit;

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
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;

/**
 * Where a server under test runs, and whom to ask about it there: this machine, or a container. A
 * lab's test does not know which; nor does anything else of the kit beyond this interface.
 */
interface Machine {

    /** A signal that ends a process: one that it may handle, and one of which it never hears. */
    enum Signal {
        TERM,
        KILL
    }

    /** The machine that the settings ask for. What it needs is looked for only now. */
    static Machine of(Settings settings) throws IOException {
        return settings.place().isContainer()
                ? new Container(settings)
                : ThisMachine.forServerOn(settings.port());
    }

    /** The address that the server is told to listen on: $HOST. */
    String host();

    /** The port that the server is told to listen on: $PORT. */
    int port();

    /**
     * Starts a server under strace.
     *
     * @param trace the file that strace writes; it is there already, and empty
     * @param run whose token the server's processes carry
     */
    void launch(List<String> command, Path trace, RunRecord run) throws IOException;

    /** The PID of strace as this machine counts; 0 when it has none here. */
    long pid();

    /** What the server prints. */
    InputStream output();

    /** All processes of the server have ended. */
    boolean isOver();

    /**
     * How often each thread of the server, and of strace, has given up the processor, by thread;
     * empty when one of them runs.
     *
     * @param threads those that the trace has told of
     */
    Optional<Map<Long, String>> sleepers(Set<Integer> threads);

    /** All TCP sockets that the server's kernel shows beside the server's own. */
    List<TcpSocket> sockets();

    /**
     * The connections that the server's port had before this program first used it, and still has.
     * An old one may keep a server out, and none of that is its fault.
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

    /** Whether all that the client has sent stands in the server's kernel, or was received. */
    boolean hasArrived(Client client);

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
    boolean signal(long thread, Signal signal);

    /** Ends every process of the run, and whatever else was made for it. */
    void kill(RunRecord run);
}
