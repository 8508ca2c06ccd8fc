package org.syscalllabs.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.claim.Claim;
import org.syscalllabs.trace.claim.Claim.Judge;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.server.ClientFacts;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.strace.FilePerThread;
import org.syscalllabs.trace.strace.LogLines;
import org.syscalllabs.trace.strace.StraceReader;

/**
 * A log of strace and the names of its clients: it is read from its beginning as far as it goes,
 * and judged, in one pass for all claims. It keeps nothing of the log but verdicts and the
 * overview.
 */
public final class TraceLog {

    private final @Nullable Path file;
    private final @Nullable Source source;
    private final List<ClientFacts> clients;
    private final Optional<String> missing;
    private final Listener listener;
    private final Map<Claim, Verdict> verdicts = new HashMap<>();
    private @Nullable Overview overview;

    /** Is told each verdict on a log. */
    @FunctionalInterface
    public interface Listener {
        void judged(TraceLog log, Verdict verdict);
    }

    /** Where the log is read from, each time from its beginning. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    private TraceLog(
            @Nullable Path file,
            @Nullable Source source,
            List<ClientFacts> clients,
            Optional<String> missing,
            Listener listener) {
        this.file = file;
        this.source = source;
        this.clients = List.copyOf(clients);
        this.missing = missing;
        this.listener = listener;
    }

    /**
     * A log of {@code strace -o FILE}, or, where FILE.1234 and its like stand instead, of {@code
     * strace -ff -o FILE}. The log may be cut, or still grow.
     */
    public static TraceLog of(Path file) {
        return new TraceLog(file, null, List.of(), Optional.empty(), (log, verdict) -> {});
    }

    /**
     * A log that is called after a file, but read from elsewhere: a server may have written to that
     * file.
     */
    public static TraceLog of(Path file, Source source) {
        return new TraceLog(file, source, List.of(), Optional.empty(), (log, verdict) -> {});
    }

    /** A log that is already text. As in a file, a last line without a line end is cut. */
    public static TraceLog ofText(String text) {
        Source source = () -> new ByteArrayInputStream(text.getBytes(ISO_8859_1));
        return new TraceLog(null, source, List.of(), Optional.empty(), (log, verdict) -> {});
    }

    /** The same log with the clients' names: a connection is called after its peer's port. */
    public TraceLog withClients(List<ClientFacts> facts) {
        return new TraceLog(file, source, facts, missing, listener);
    }

    /**
     * The same log, of which it is known that it lacks something: it proves and refutes nothing.
     *
     * @param why what it lacks; empty when it has all
     */
    public TraceLog lacking(Optional<String> why) {
        return new TraceLog(file, source, clients, why, listener);
    }

    /** The same log; each verdict on it is told, too. */
    public TraceLog heardBy(Listener other) {
        return new TraceLog(file, source, clients, missing, other);
    }

    /** Tells what was concluded from it. */
    public void tell(Verdict verdict) {
        listener.judged(this, verdict);
    }

    /** The file, or null when it is in none. */
    public @Nullable Path file() {
        return file;
    }

    /**
     * Judges a claim.
     *
     * @throws UncheckedIOException if there is no such log, or it can't be read
     */
    public Verdict judge(Claim claim) {
        return judge(List.of(claim)).getFirst();
    }

    /**
     * Judges claims, all in one pass over the log.
     *
     * @return their verdicts, in the same order
     * @throws UncheckedIOException if there is no such log, or it can't be read
     */
    public synchronized List<Verdict> judge(List<Claim> claims) {
        var unknown = new LinkedHashSet<>(claims);
        unknown.removeAll(verdicts.keySet());
        if (!unknown.isEmpty()) {
            if (verdicts.isEmpty()) {
                unknown.addAll(Claims.ofEveryServer());
            }
            judgeAll(unknown);
        }
        return claims.stream().map(claim -> Objects.requireNonNull(verdicts.get(claim))).toList();
    }

    /**
     * What there is to tell of the log besides verdicts: when clients came, which of them waited,
     * what ran.
     */
    public synchronized Overview overview() {
        if (overview == null) {
            judgeAll(Set.copyOf(Claims.ofEveryServer()));
        }
        return Objects.requireNonNull(overview);
    }

    /** Everything that happened, for tests and small logs. */
    public Trace keep() {
        var kept = new Trace[1];
        pass(server -> kept[0] = server.add(new Trace(server)));
        return kept[0];
    }

    private void judgeAll(Set<Claim> claims) {
        var judges = new HashMap<Claim, Judge>();
        var seen = new Overview[1];
        var server =
                pass(follower -> {
                    claims.forEach(each -> judges.put(each, follower.add(each.judge(follower))));
                    seen[0] = new Overview(follower);
                });
        judges.forEach((claim, judge) ->
                verdicts.put(
                        claim, known(judge.verdict(), server).withUnread(server.unreadable())));
        overview = seen[0];
    }

    /** What can be said although something is missing: nothing; of a damaged log: no proof. */
    private Verdict known(Verdict verdict, Follower server) {
        var damage = verdict.isProved() ? server.damage() : null;
        return missing.or(() -> Optional.ofNullable(damage))
                .<Verdict>map(why -> Verdict.undecided(verdict.claim(), why))
                .orElse(verdict);
    }

    private Follower pass(Consumer<Follower> watchers) {
        var server = new Follower(clients);
        watchers.accept(server);
        try {
            read(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return server;
    }

    /**
     * Reads the log once, from its beginning to where it ends now.
     *
     * @throws IOException if there is no such log, or it can't be read
     */
    public void read(Follower server) throws IOException {
        if (source != null) {
            read(source, server);
            return;
        }
        var path = Objects.requireNonNull(file);
        if (Files.exists(path)) {
            read(() -> Files.newInputStream(path), server);
            return;
        }
        var files = FilePerThread.of(path);
        if (files.isEmpty()) {
            throw new NoSuchFileException(path.toString());
        }
        try (var log = new FilePerThread(files, server)) {
            server.follow(log);
            log.read();
        }
    }

    private static void read(Source source, Follower server) throws IOException {
        try (var lines = new LogLines(source.open())) {
            var reader = new StraceReader(server);
            server.follow(reader);
            lines.to(reader);
            reader.end();
        }
    }
}
