import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Errno;
import org.syscalllabs.syscalls.ErrnoException;
import org.syscalllabs.syscalls.Listener;

// The student believed: any port is better than none, so take the next one that is free. But a
// client is told a port beforehand, and finds nobody there: better no server than a hidden one.

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = Listener.Reuse.takenFrom(words);
    var address = Address.from(words, Listener.Reuse.USAGE);
    try (var listener = firstFree(address, reuse)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        System.exit(1);
    }
}

Listener firstFree(Address address, Set<Listener.Reuse> reuse) throws IOException {
    for (var port = address.port(); ; port++) {
        try {
            return Listener.open(address.host(), port, address.backlog(), reuse);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EADDRINUSE)) {
                throw e;
            }
        }
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
