package org.syscalllabs.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.syscalllabs.testkit.failure.ServerFacts;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.Syscall;

/** What is known of a server now, for the words of a failure. */
record FactsOfServer(ServerUnderTest server) implements ServerFacts {

    @Override
    public String host() {
        return server.run().machine().host();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Duration timeout() {
        return server.timeout();
    }

    @Override
    public Set<Integer> listening() {
        return server.run().live().listening();
    }

    @Override
    public Optional<Syscall> addressInUse() {
        return server.run().live().addressInUse();
    }

    @Override
    public boolean serves() {
        return !server.run().live().servingThreads().isEmpty();
    }

    @Override
    public Optional<Syscall> emptyInput() {
        return server.run().live().emptyInput();
    }

    @Override
    public boolean isOver() {
        return server.isOver();
    }

    @Override
    public Optional<Exit> end() {
        return server.run().live().end();
    }

    @Override
    public Printed printed(int lines) {
        if (server.run().machine().isOver()) {
            // Its last words may still be in the pipe.
            server.run().output().finish(TracedRun.KILLED);
        }
        return new Printed(server.run().output().bytes(), server.run().output().lastLines(lines));
    }

    @Override
    public Path outputFile() {
        return server.outputFile();
    }

    @Override
    public Path traceFile() {
        return server.traceFile();
    }

    @Override
    public TraceLog trace() {
        return server.trace();
    }

    @Override
    public String threadName(int tid) {
        return server.run().live().threadName(tid);
    }

    @Override
    public List<Event> lastCalls(int clientPort) {
        server.run().live().look();
        return server.run().live().lastCalls(clientPort);
    }

    @Override
    public List<String> listeningAt() {
        return server.run().live().listeningAt();
    }

    @Override
    public List<Syscall> pending() {
        return server.run().live().pending();
    }

    @Override
    public Optional<String> boundMet() {
        return server.run().machine().boundMet();
    }

    @Override
    public Optional<Signal> stopped() {
        return server.run().live().stopped();
    }

    @Override
    public Map<Integer, String> clientNames() {
        var names = new HashMap<Integer, String>();
        server.clients().current().forEach(client -> names.put(client.port(), client.name()));
        return names;
    }
}
