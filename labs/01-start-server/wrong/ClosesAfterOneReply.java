import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Listener;

// The student believed: a request, a reply, and the client is done, as with HTTP/1.0. But a Redis
// client stays and asks again: it has left only when recvmsg returns 0.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try (var listener = Listener.open(address.host(), address.port(), address.backlog())) {
        while (true) {
            try (var client = listener.accept4()) {
                var session = new Session(store);
                if (client.recvmsg(bytes.clear()) > 0) {
                    session.receive(bytes.flip());
                    client.sendmsg(session.replies());
                }
            }
        }
    }
}
