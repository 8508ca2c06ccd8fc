import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

// The student believed: what a client needs is made when it comes. That holds for its session. The
// store is the server's: what alice set is there for bob.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var bytes = new byte[64 * 1024];
    try (var listener = new ServerSocket()) {
        listener.bind(new InetSocketAddress(address.host(), address.port()));
        while (true) {
            try (var client = listener.accept()) {
                var session = new Session(new Store());
                int count;
                while ((count = client.getInputStream().read(bytes)) > 0) {
                    session.receive(ByteBuffer.wrap(bytes, 0, count));
                    for (var reply : session.replies()) {
                        client.getOutputStream().write(reply.array(), 0, reply.limit());
                    }
                }
            }
        }
    }
}
