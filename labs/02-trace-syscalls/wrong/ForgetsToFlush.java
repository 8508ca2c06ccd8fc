import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

// The student believed: what is written to a stream is sent. But a BufferedOutputStream keeps it in
// the JVM, out of the kernel's sight, until it is full or flushed: strace shows no write.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    var bytes = new byte[64 * 1024];
    try (var listener = new ServerSocket()) {
        listener.bind(new InetSocketAddress(address.host(), address.port()));
        while (true) {
            try (var client = listener.accept()) {
                var out = new BufferedOutputStream(client.getOutputStream());
                var session = new Session(store);
                int count;
                while ((count = client.getInputStream().read(bytes)) > 0) {
                    session.receive(ByteBuffer.wrap(bytes, 0, count));
                    for (var reply : session.replies()) {
                        out.write(reply.array(), 0, reply.limit());
                    }
                }
            }
        }
    }
}
