import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Listener;

// The student believed: a server says hello, as mail servers do. But in this protocol each thing
// that is sent answers a request: the client takes the greeting for the reply to its first one.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try (var listener = Listener.open(address.host(), address.port(), address.backlog())) {
        while (true) {
            try (var client = listener.accept4()) {
                client.sendmsg(ByteBuffer.wrap("+Welcome\r\n".getBytes()));
                var session = new Session(store);
                while (client.recvmsg(bytes.clear()) > 0) {
                    session.receive(bytes.flip());
                    client.sendmsg(session.replies());
                }
            }
        }
    }
}
