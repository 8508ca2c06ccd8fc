package org.syscalllabs.trace.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.Descriptors.Bound;
import org.syscalllabs.trace.server.Descriptors.Listening;
import org.syscalllabs.trace.server.Descriptors.Unrelated;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.SocketName;
import org.syscalllabs.trace.strace.Syscall;

/** The ports on which the server takes clients, and the sockets that listen on them. */
final class Listeners {

    private final Watcher watchers;
    private final Map<Integer, Listener> byPort = new LinkedHashMap<>();
    private final List<ListeningSocket> sockets = new ArrayList<>();
    private @Nullable Listener first;

    /** A listen has been seen, be its port known or not. */
    private boolean listened;

    /** The process that had the first listener. */
    private int mainProcess;

    /**
     * @param watchers see what becomes of the sockets
     */
    Listeners(Watcher watchers) {
        this.watchers = watchers;
    }

    /** The port on which the server first took clients, or null before that. */
    @Nullable Listener first() {
        return first;
    }

    /** All of them, in the order of the log. */
    List<Listener> all() {
        return List.copyOf(byPort.values());
    }

    /** The listener of a port, or null. */
    @Nullable Listener on(int port) {
        return byPort.get(port);
    }

    boolean isEmpty() {
        return byPort.isEmpty();
    }

    /** Whether a listen has been seen, be its port known or not. */
    boolean listened() {
        return listened;
    }

    /** The process that had the first listener. */
    int mainProcess() {
        return mainProcess;
    }

    /** The thread that called the first listen, or -1. */
    int tid() {
        return first == null ? -1 : first.tid();
    }

    /** socket(2). */
    static void made(Syscall call, Descriptors process) {
        if (call.succeeded()) {
            var tcp = call.arg(0).startsWith("AF_INET") || call.arg(0).startsWith("PF_INET");
            process.put((int) call.value(), tcp ? Unrelated.SOCKET : Unrelated.NOT_TCP);
        }
    }

    /** bind(2). */
    void bound(Syscall call, Descriptors process) {
        if (call.succeeded()) {
            if (call.mentions("sa_family=AF_INET")) {
                process.put(call.fd(), new Bound(call.port(), call.inShort()));
            }
        } else if (call.finished()) {
            watchers.see(new Step.BindFailed(call));
        }
    }

    /** listen(2). */
    void listening(Syscall call, Descriptors process) {
        if (!call.succeeded()) {
            if (call.finished()) {
                watchers.see(new Step.BindFailed(call));
            }
            return;
        }
        listened = true;
        var socket = call.socket();
        var bound = process.get(call.fd()) instanceof Bound known ? known : null;
        var port = socket.localPort() < 0 && bound != null ? bound.port() : socket.localPort();
        if (socket.kind() == SocketName.Kind.OTHER || port < 0) {
            return; // no TCP port
        }
        var bind = bound == null ? null : bound.bind();
        var made = new ListeningSocket(port, process.pid, bind, call.inShort());
        sockets.add(made);
        process.put(call.fd(), new Listening(ofPort(port, made.listen(), process), made));
        watchers.see(new Step.Listened(made));
    }

    /** Several sockets may listen on one port (SO_REUSEPORT): they are one listener. */
    private Listener ofPort(int port, @Nullable Syscall listen, Descriptors process) {
        var known = byPort.computeIfAbsent(port, p -> new Listener(p, listen));
        listened = true;
        if (first == null) {
            first = known;
            mainProcess = process.pid;
        }
        return known;
    }

    /** The listener that an accept works on; null if it is none of TCP. */
    @Nullable Listener of(Syscall call, Descriptors process) {
        var socket = call.socket();
        var port = socket.localPort() >= 0 ? socket.localPort() : call.resultSocket().localPort();
        if (port >= 0) {
            return ofPort(port, null, process);
        }
        var known = process.get(call.fd());
        if (known instanceof Listening listening) {
            return listening.listener();
        }
        var unix = known == Unrelated.NOT_TCP || call.mentions("AF_UNIX");
        var tcp =
                socket.kind() != SocketName.Kind.OTHER
                        && (call.port() >= 0 || (byPort.isEmpty() && !unix));
        if (!tcp) {
            return byPort.size() == 1 && call.fd() < 0 ? first : null;
        }
        if (call.fd() < 0 && byPort.size() == 1) {
            return first; // the log begins in the middle of this call
        }
        // strace came after listen(2), and -yy is not there: the socket is the listener.
        var found = ofPort(-1, null, process);
        process.put(call.fd(), new Listening(found, null));
        return found;
    }

    /** A process has ended: what it had open is closed already. */
    void ended(int process, Exit exit) {
        sockets.forEach(socket -> socket.ended(process, exit));
        sockets.removeIf(socket -> socket.end() != null);
    }
}
