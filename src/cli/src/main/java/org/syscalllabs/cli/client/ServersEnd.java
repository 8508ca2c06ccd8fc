package org.syscalllabs.cli.client;

import java.util.List;
import java.util.Set;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.proc.TcpSocket.State;

/** The server's end of a connection, as the kernel of this machine shows it. */
enum ServersEnd {
    /** The connection is in the backlog. */
    NOT_ACCEPTED("not accepted yet: the server serves another client, or it does not accept"),

    /** The server has a descriptor for it; what was sent is still in the kernel. */
    NOT_READ("accepted, but the server has not read the request"),

    /** The server has it all. */
    READ("the server has read the request and not answered"),

    /** There is no such end here: the server is on another machine, or behind another network. */
    UNSEEN("whether the server has accepted the connection can't be seen from here");

    /** Of the states of a thread: it runs, or waits for a disk, or is held by a tracer. */
    private static final Set<Character> AT_WORK = Set.of('R', 'D', 't', 'T');

    private final String sentence;

    ServersEnd(String sentence) {
        this.sentence = sentence;
    }

    /** What it means for a client that waits. */
    String sentence() {
        return sentence;
    }

    /**
     * Looks into /proc/net/tcp. A connection in the backlog has no inode yet: nobody has a file
     * descriptor for it. Between a proxy and the server nothing is seen: it has accepted and read.
     */
    static ServersEnd of(int serverPort, int clientPort) {
        return TcpSocket.end(TcpSocket.all(), serverPort, clientPort)
                .map(end -> {
                    if (end.inode() == 0) {
                        return end.state() == State.ESTABLISHED ? NOT_ACCEPTED : UNSEEN;
                    }
                    return end.unread() > 0 ? NOT_READ : READ;
                })
                .orElse(UNSEEN);
    }

    /** The processes that have this end open, as far as this user may see. */
    static List<Long> holders(int serverPort, int clientPort) {
        return TcpSocket.end(TcpSocket.all(), serverPort, clientPort).stream()
                .filter(end -> end.inode() != 0)
                .flatMap(end -> PortHolder.all(end).stream())
                .map(PortHolder::pid)
                .filter(pid -> pid != 0)
                .toList();
    }

    /** Whether a thread of these processes runs, or a tracer holds it: it may still answer. */
    static boolean areAtWork(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcFile.threadStates(pid).stream())
                .anyMatch(AT_WORK::contains);
    }
}
