import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.proc.PortHolder;
import org.syscalllabs.proc.TcpSocket;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Errno;
import org.syscalllabs.syscalls.ErrnoException;
import org.syscalllabs.syscalls.Listener;

// The student believed: to know an option is enough. It is the socket that must be told of it, by
// setsockopt(2), and before the bind.

static final String OPTIONS =
        """

          --reuse-address   bind although old connections still have the port
          --reuse-port      share the port with listeners that do the same
        """;

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = EnumSet.noneOf(Listener.Reuse.class);
    words.remove("--reuse-address");
    words.remove("--reuse-port");
    var address = Address.from(words, OPTIONS);
    // socket(2), setsockopt(2) for each option, bind(2), listen(2).
    try (var listener = Listener.open(address.host(), address.port(), reuse)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        var bound = new Address(address.host(), listener.port());
        IO.println("listening on " + bound + " (pid " + ProcessHandle.current().pid() + ")");
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        var inUse = e instanceof ErrnoException error && error.is(Errno.EADDRINUSE);
        if (inUse) {
            tellWhoHas(address);
        }
        System.exit(inUse ? Errno.EADDRINUSE.number() : 1);
    }
}

void stopListening(Listener listener) {
    try {
        listener.shutdown(); // shutdown(2): whoever connects now is refused,
        listener.close(); // close(2): and nobody has the port any more.
    } catch (IOException e) {
        System.err.println(e.getMessage());
    }
}

void tellWhoHas(Address at) {
    // bind(2) does not say. /proc/net/tcp has the socket's inode, /proc/PID/fd who has it open.
    var sockets = TcpSocket.inTheWayOf(at.host(), at.port());
    var listeners = sockets.stream().filter(TcpSocket::listens).toList();
    listeners.forEach(it -> System.err.println(it.shown() + " is held by " + PortHolder.of(it)));
    if (sockets.isEmpty()) {
        System.err.println("nobody is seen: bound, not listening, or just gone; another --port?");
    } else if (listeners.isEmpty()) {
        var states = sockets.stream().map(TcpSocket::state).distinct().toList();
        System.err.println("nobody listens there, but old connections have the port: " + states);
        System.err.println("two ways out: wait a minute, or --reuse-address both times");
    } else {
        System.err.println("two ways out: scripts/free-port " + at.port() + ", or another --port");
    }
}

void serveClients(Listener listener) throws IOException {
    var store = new Store();
    while (true) {
        // accept4(2) sleeps here until the backlog has a client.
        try (var client = listener.accept4()) {
            serve(client, new Session(store));
        } // close(2): only now is it the next client's turn.
    }
}

void serve(Connection client, Session session) {
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try {
        // recvmsg(2) sleeps here until this client sends. 0: he has hung up.
        while (!session.wantsClose() && client.recvmsg(bytes.clear()) > 0) {
            session.receive(bytes.flip());
            // sendmsg(2) sleeps here while he does not read. No whole request yet: no call.
            client.sendmsg(session.replies());
        }
    } catch (IOException e) {
        // He went in the middle: ECONNRESET, EPIPE. The next one is served all the same.
        System.err.println(e.getMessage());
    }
}
