import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

// The student believed: one thread, so one client at a time. But a selector tells that thread
// which client is ready: the server accepts bob and answers it while alice is silent.

void main(String[] args) throws IOException {
    var address = Address.from(args);
    var store = new Store();
    try (var selector = Selector.open();
            var listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(address.host(), address.port()));
        listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        while (true) {
            selector.select();
            for (var key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    var client = listener.accept().configureBlocking(false);
                    client.register(selector, SelectionKey.OP_READ, new Session(store));
                } else {
                    serve((SocketChannel) key.channel(), (Session) key.attachment());
                }
            }
            selector.selectedKeys().clear();
        }
    }
}

void serve(SocketChannel client, Session session) throws IOException {
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    if (client.read(bytes) < 0) {
        client.close();
        return;
    }
    session.receive(bytes.flip());
    client.write(session.replies());
}
