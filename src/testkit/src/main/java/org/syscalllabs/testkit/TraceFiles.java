package org.syscalllabs.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.ClientFacts;
import org.syscalllabs.trace.Trace;

/** Reads traces and remembers which file each came from: a failure says where to look. */
final class TraceFiles {

    private static final Map<Trace, Path> files = Collections.synchronizedMap(new WeakHashMap<>());

    private TraceFiles() {}

    /** The trace in this log, with the clients' names. */
    static Trace read(Path file, List<ClientFacts> clients) throws IOException {
        var trace = Trace.read(file).withClients(clients);
        files.put(trace, file);
        return trace;
    }

    /** Where a trace was read from, or null. */
    static @Nullable Path of(Trace trace) {
        return files.get(trace);
    }
}
