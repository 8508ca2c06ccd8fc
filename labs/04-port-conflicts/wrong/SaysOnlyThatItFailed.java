import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Listener;

// The student believed: an error is an error, print it and exit with 1. But the reader must
// now find out alone which process has the port, and a script can't tell it from other failures.

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = Listener.Reuse.takenFrom(words);
    var address = Address.from(words, Listener.Reuse.USAGE);
    try (var listener = Listener.open(address.host(), address.port(), address.backlog(), reuse)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        System.exit(1);
    }
}

void stopListening(Listener listener) {
    try {
        listener.shutdown();
        listener.close();
    } catch (IOException e) {
        System.err.println(e.getMessage());
    }
}

void serveClients(Listener listener) throws IOException {
    var store = new Store();
    while (true) {
        try (var client = listener.accept4()) {
            serve(client, new Session(store));
        }
    }
}

void serve(Connection client, Session session) {
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try {
        while (!session.wantsClose() && client.recvmsg(bytes.clear()) > 0) {
            session.receive(bytes.flip());
            client.sendmsg(session.replies());
        }
    } catch (IOException e) {
        System.err.println(e.getMessage());
    }
}
