import org.syscalllabs.kv.Address;
import org.syscalllabs.kv.Session;
import org.syscalllabs.kv.Store;
import org.syscalllabs.syscalls.Connection;
import org.syscalllabs.syscalls.Errno;
import org.syscalllabs.syscalls.ErrnoException;
import org.syscalllabs.syscalls.Listener;

// The student believed: a java has the port, so pidof finds its PID. But pidof finds every program
// of that name. The kernel knows whose socket it is: its inode is in that process's /proc/PID/fd.

void main(String[] args) {
    var words = new ArrayList<>(List.of(args));
    var reuse = Listener.Reuse.takenFrom(words);
    var address = Address.from(words, Listener.Reuse.USAGE);
    try (var listener = Listener.open(address.host(), address.port(), address.backlog(), reuse)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopListening(listener)));
        serveClients(listener);
    } catch (IOException e) {
        System.err.println(e.getMessage());
        var inUse = e instanceof ErrnoException error && error.is(Errno.EADDRINUSE);
        if (inUse) {
            System.err.println(address + " is held by java (pid " + newestJava() + ")");
        }
        System.exit(inUse ? Errno.EADDRINUSE.number() : 1);
    }
}

/** As {@code pidof -s java} does: the newest one. That is the very process which asks. */
long newestJava() {
    return ProcessHandle.allProcesses()
            .filter(process -> process.info().command().orElse("").endsWith("/java"))
            .max(Comparator.comparing(process -> process.info().startInstant().orElse(Instant.MIN)))
            .orElse(ProcessHandle.current())
            .pid();
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
