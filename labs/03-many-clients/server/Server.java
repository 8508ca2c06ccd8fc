import java.io.IOException;
import java.nio.ByteBuffer;
import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Complaints;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Listener;

// One thread, one client at a time. It sleeps in accept4 while nobody is connected, and in recvmsg
// while its client is silent. A client that connects then waits in the kernel's backlog, and
// this server tells how many do. It can look only while it is awake: after an accept or a request.

void main(String[] args) {
    var address = Address.from(args);
    // socket(2), bind(2), listen(2): from here on the kernel completes handshakes by itself.
    try (var listener = Listener.open(address.host(), address.port(), address.backlog())) {
        var bound = new Address(address.host(), listener.port());
        IO.println("listening on " + bound + " (pid " + ProcessHandle.current().pid() + ")");
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        System.err.println("See who has a port: scripts/port PORT; take another: --port");
        System.exit(1);
    }
}

void serveClients(Listener listener) throws IOException {
    var store = new Store();
    while (true) {
        // accept4(2) sleeps here until the backlog has a client.
        try (var client = listener.accept4()) {
            serve(listener, client, new Session(store));
        } // close(2): only now is it the next client's turn.
    }
}

// One client at a time: one buffer is enough, outside of Java's heap, where the kernel can write.
final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
final Complaints complaints = new Complaints();

void serve(Listener listener, Connection client, Session session) {
    try {
        report(listener);
        // recvmsg(2) sleeps here until this client sends. 0: it has hung up.
        while (!session.wantsClose() && client.recvmsg(bytes.clear()) > 0) {
            report(listener);
            session.receive(bytes.flip());
            // sendmsg(2) sleeps here while it does not read. No whole request yet: no call.
            client.sendmsg(session.replies());
        }
    } catch (IOException e) {
        // It is gone: ECONNRESET, EPIPE. The next one is served all the same.
        complaints.add(e.getMessage());
    }
}

int reported = 0;

void report(Listener listener) throws IOException {
    // getsockopt(2): the kernel counts who is connected and not accepted.
    var waiting = listener.waiting();
    if (waiting != reported) {
        var clients = waiting == 1 ? " client waits" : " clients wait";
        IO.println(waiting + clients + " in the backlog");
        reported = waiting;
    }
}
