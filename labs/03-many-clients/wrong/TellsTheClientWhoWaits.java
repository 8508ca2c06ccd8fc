import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Listener;

// The student believed: alice wants to know that another client waits behind it. But alice takes
// whatever comes for a reply: this line becomes the answer to its request.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try (var listener = Listener.open(address.host(), address.port(), address.backlog())) {
        while (true) {
            try (var client = listener.accept4()) {
                var session = new Session(store);
                while (client.recvmsg(bytes.clear()) > 0) {
                    session.receive(bytes.flip());
                    if (listener.waiting() > 0) {
                        var line = "+" + listener.waiting() + " in the backlog\r\n";
                        client.sendmsg(ByteBuffer.wrap(line.getBytes()));
                    }
                    client.sendmsg(session.replies());
                }
            }
        }
    }
}
