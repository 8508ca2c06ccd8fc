import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

// The student believed: packets get lost, so I send each reply again to be safe. But TCP has done
// that already, in the kernel: what is written twice arrives twice.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    var bytes = new byte[64 * 1024];
    try (var listener = new ServerSocket()) {
        listener.bind(new InetSocketAddress(address.host(), address.port()));
        while (true) {
            try (var client = listener.accept()) {
                var session = new Session(store);
                int count;
                while ((count = client.getInputStream().read(bytes)) > 0) {
                    session.receive(ByteBuffer.wrap(bytes, 0, count));
                    for (var reply : session.replies()) {
                        client.getOutputStream().write(reply.array(), 0, reply.limit());
                        client.getOutputStream().write(reply.array(), 0, reply.limit());
                    }
                }
            }
        }
    }
}
