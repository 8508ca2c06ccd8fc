import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.proc.PortConflict;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Errno;
import org.syscalllabs.syscalls.ErrnoException;
import org.syscalllabs.syscalls.Listener;

// The student believed: it is enough to know an option. But the socket must be told of it, by
// setsockopt(2), before the bind.

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    Listener.Reuse.takenFrom(words);
    var address = Address.from(words, Listener.Reuse.USAGE);
    try (var listener =
            Listener.open(address.host(), address.port(), address.backlog(), Set.of())) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        var inUse = e instanceof ErrnoException error && error.is(Errno.EADDRINUSE);
        if (inUse) {
            var conflict = PortConflict.at(address.host(), address.port());
            conflict.lines().forEach(System.err::println);
        }
        System.exit(inUse ? Errno.EADDRINUSE.number() : 1);
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
