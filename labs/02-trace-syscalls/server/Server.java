import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Complaints;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;

// One thread, one client at a time, on java.net. strace tells which system calls that makes.

void main(String[] args) {
    var address = Address.from(args);
    try (var listener = new ServerSocket()) {
        var here = new InetSocketAddress(address.host(), address.port());
        listener.bind(here, address.backlog());
        var bound = new Address(address.host(), listener.getLocalPort());
        IO.println("listening on " + bound + " (pid " + ProcessHandle.current().pid() + ")");
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(address + ": " + e.getMessage());
        System.err.println("See who has a port: scripts/port PORT; take another: --port");
        System.exit(1);
    }
}

void serveClients(ServerSocket listener) throws IOException {
    var store = new Store();
    while (true) {
        // Sleeps here until the backlog has a client.
        try (var client = listener.accept()) {
            serve(client, new Session(store));
        } // Only now is it the next client's turn.
    }
}

final byte[] bytes = new byte[64 * 1024]; // one client at a time: one is enough
final Complaints complaints = new Complaints();

void serve(Socket client, Session session) {
    try {
        // A long reply is several writes: else the last would wait until this client has confirmed
        // the one before it.
        client.setTcpNoDelay(true);
        int count;
        // Sleeps here until this client sends. -1: it has hung up.
        while (!session.wantsClose() && (count = client.getInputStream().read(bytes)) > 0) {
            session.receive(ByteBuffer.wrap(bytes, 0, count));
            for (var reply : session.replies()) {
                client.getOutputStream().write(reply.array(), reply.arrayOffset(), reply.limit());
            }
        }
    } catch (IOException e) {
        // This client broke the connection off. The next one is served all the same.
        complaints.add(client.getRemoteSocketAddress() + ": " + e.getMessage());
    }
}
