package org.syscalllabs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.syscalllabs.cli.kit.Kit;

/** A kit in a folder of its own, with labs of a few lines, that keeps what it prints. */
public final class SmallKit implements AutoCloseable {
    /** Listens on $PORT, and prints so, until it is ended. */
    public static final String LISTENS =
            """
            void main() throws Exception {
                var port = Integer.parseInt(System.getenv("PORT"));
                var loopback = java.net.InetAddress.getLoopbackAddress();
                try (var listener = new java.net.ServerSocket(port, 5, loopback)) {
                    IO.println("listening");
                    while (true) {
                        listener.accept().close();
                    }
                }
            }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Kit kit;

    public SmallKit(Path home) throws IOException {
        kit = new Kit(home, new PrintWriter(out), new PrintWriter(err));
        lab("01-start-server", LISTENS);
        lab("02-trace-syscalls", LISTENS);
    }

    public void lab(String name, String server) throws IOException {
        var file = kit.home().resolve("labs").resolve(name).resolve("server/Server.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, server);
    }

    public Kit kit() {
        return kit;
    }

    /** Runs a command line; returns its exit code. What it prints replaces what was printed. */
    public int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var exit = Main.run(kit, args);
        kit.out().flush();
        kit.err().flush();
        return exit;
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    /** Ends whatever a test has started. */
    @Override
    public void close() {
        run("stop");
    }
}
