import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.proc.PortConflict;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Errno;
import org.syscalllabs.syscalls.ErrnoException;
import org.syscalllabs.syscalls.Listener;

// The student believed: a server must never stop, so it must not hear of SIGTERM. Then only SIGKILL
// can end it, and the server can't finish anything.

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = Listener.Reuse.takenFrom(words);
    var address = Address.from(words, Listener.Reuse.USAGE);
    try (var listener = Listener.open(address.host(), address.port(), address.backlog(), reuse)) {
        sun.misc.Signal.handle(new sun.misc.Signal("TERM"), sun.misc.SignalHandler.SIG_IGN);
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
