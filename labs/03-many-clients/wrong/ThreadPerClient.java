import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Listener;

// The student believed: many clients need many threads, or bob is turned away. But the kernel takes
// bob's connection and keeps what it sends, until the one thread comes to accept it.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    try (var listener = Listener.open(address.host(), address.port(), address.backlog())) {
        while (true) {
            var client = listener.accept4();
            Thread.ofPlatform().start(() -> serve(client, new Session(store)));
        }
    }
}

void serve(Connection client, Session session) {
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try (client) {
        while (client.recvmsg(bytes.clear()) > 0) {
            session.receive(bytes.flip());
            client.sendmsg(session.replies());
        }
    } catch (IOException e) {
        System.err.println(e.getMessage());
    }
}
