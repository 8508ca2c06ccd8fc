import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Listener;

// The student believed: clients that wait need a queue of my own. They are served in turn, but the
// kernel has such a queue already, the backlog, and this thread only empties it into another.

void main(String[] args) throws Exception {
    var address = Address.from(args);
    var store = new Store();
    var waiting = new LinkedBlockingQueue<Connection>();
    try (var listener = Listener.open(address.host(), address.port(), address.backlog())) {
        Thread.ofPlatform().start(() -> acceptAll(listener, waiting));
        while (true) {
            serve(waiting.take(), new Session(store));
        }
    }
}

void acceptAll(Listener listener, BlockingQueue<Connection> waiting) {
    try {
        while (true) {
            waiting.add(listener.accept4());
        }
    } catch (IOException e) {
        System.err.println(e.getMessage());
    }
}

void serve(Connection client, Session session) throws IOException {
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try (client) {
        while (client.recvmsg(bytes.clear()) > 0) {
            session.receive(bytes.flip());
            client.sendmsg(session.replies());
        }
    }
}
