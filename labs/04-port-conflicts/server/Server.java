import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Complaints;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.proc.PortConflict;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Errno;
import org.syscalllabs.syscalls.ErrnoException;
import org.syscalllabs.syscalls.Listener;

// One thread, one client at a time, on a port that another process may have. SIGTERM asks this
// server to end: it stops listening, and ends. SIGKILL ends it, and nothing of it runs any more.

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = Listener.Reuse.takenFrom(words); // --reuse-address, --reuse-port
    var address = Address.from(words, Listener.Reuse.USAGE);
    // socket(2), setsockopt(2) for each option, bind(2), listen(2).
    try (var listener = Listener.open(address.host(), address.port(), address.backlog(), reuse)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        var bound = new Address(address.host(), listener.port());
        IO.println("listening on " + bound + " (pid " + ProcessHandle.current().pid() + ")");
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        var inUse = e instanceof ErrnoException error && error.is(Errno.EADDRINUSE);
        if (inUse) {
            // bind(2) does not say who has the port. /proc/net/tcp has the socket's inode, and
            // /proc/PID/fd shows which process has it open.
            var conflict = PortConflict.at(address.host(), address.port());
            conflict.lines().forEach(System.err::println);
        }
        System.exit(inUse ? Errno.EADDRINUSE.number() : 1);
    }
}

void stopListening(Listener listener) {
    try {
        listener.shutdown(); // shutdown(2): a client that connects now is refused,
        listener.close(); // close(2): and no process has the port any more.
    } catch (IOException e) {
        System.err.println(e.getMessage());
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

// One client at a time: one buffer is enough, outside of Java's heap, where the kernel can write.
final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
final Complaints complaints = new Complaints();

void serve(Connection client, Session session) {
    try {
        // recvmsg(2) sleeps here until this client sends. 0: it has hung up.
        while (!session.wantsClose() && client.recvmsg(bytes.clear()) > 0) {
            session.receive(bytes.flip());
            // sendmsg(2) sleeps here while it does not read. No whole request yet: no call.
            client.sendmsg(session.replies());
        }
    } catch (IOException e) {
        // It is gone: ECONNRESET, EPIPE. The next one is served all the same.
        complaints.add(e.getMessage());
    }
}
