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
import org.syscalllabs.trace.strace.Syscall;

/** What is known of a server now, for the words of a failure. */
record FactsOfServer(ServerUnderTest server) implements ServerFacts {

    @Override
    public String host() {
        return server.machine().host();
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
        return server.live().listening();
    }

    @Override
    public boolean isOver() {
        return server.isOver();
    }

    @Override
    public Optional<Exit> end() {
        return server.live().end();
    }

    @Override
    public Printed printed(int lines) {
        if (server.isOver()) {
            // Its last words may still be in the pipe.
            server.output().finish(ServerUnderTest.KILLED);
        }
        return new Printed(server.output().bytes(), server.output().lastLines(lines));
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
        return server.live().threadName(tid);
    }

    @Override
    public List<Event> lastCalls(int clientPort) {
        server.live().look();
        return server.live().lastCalls(clientPort);
    }

    @Override
    public List<String> listeningAt() {
        return server.live().listeningAt();
    }

    @Override
    public List<Syscall> pending() {
        return server.live().pending();
    }

    @Override
    public Map<Integer, String> clientNames() {
        var names = new HashMap<Integer, String>();
        server.clients().forEach(client -> names.put(client.port(), client.name()));
        return names;
    }
}
