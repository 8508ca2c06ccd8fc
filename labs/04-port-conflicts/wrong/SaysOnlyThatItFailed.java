import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Listener;

// The student believed: an error is an error, print it and exit with 1. But whoever reads it must
// now find out by himself who has the port, and a script can't tell it from any other failure.

static final String OPTIONS =
        """

          --reuse-address   bind although old connections still have the port
          --reuse-port      share the port with listeners that do the same
        """;

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = EnumSet.noneOf(Listener.Reuse.class);
    if (words.remove("--reuse-address")) {
        reuse.add(Listener.Reuse.ADDRESS);
    }
    if (words.remove("--reuse-port")) {
        reuse.add(Listener.Reuse.PORT);
    }
    var address = Address.from(words, OPTIONS);
    // socket(2), setsockopt(2) for each option, bind(2), listen(2).
    try (var listener = Listener.open(address.host(), address.port(), reuse)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        var bound = new Address(address.host(), listener.port());
        IO.println("listening on " + bound + " (pid " + ProcessHandle.current().pid() + ")");
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        System.exit(1);
    }
}

void stopListening(Listener listener) {
    try {
        listener.shutdown(); // shutdown(2): whoever connects now is refused,
        listener.close(); // close(2): and nobody has the port any more.
    } catch (IOException e) {
        System.err.println(e.getMessage());
    }
}

void serveClients(Listener listener) throws IOException {
    var store = new Store();
    while (true) {
        // accept4(2) sleeps here until the backlog has a client.
        try (var client = listener.accept4()) {
            serve(client, new Session(store));
        } // close(2): only now is it the next client's turn.
    }
}

void serve(Connection client, Session session) {
    var bytes = ByteBuffer.allocateDirect(64 * 1024);
    try {
        // recvmsg(2) sleeps here until this client sends. 0: he has hung up.
        while (!session.wantsClose() && client.recvmsg(bytes.clear()) > 0) {
            session.receive(bytes.flip());
            // sendmsg(2) sleeps here while he does not read. No whole request yet: no call.
            client.sendmsg(session.replies());
        }
    } catch (IOException e) {
        // He went in the middle: ECONNRESET, EPIPE. The next one is served all the same.
        System.err.println(e.getMessage());
    }
}
