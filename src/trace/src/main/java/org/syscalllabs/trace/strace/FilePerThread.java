package org.syscalllabs.trace.strace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of {@code strace -ff -o FILE}: one file a thread, FILE.TID. It is read in the order of
 * the times, and its lines are numbered as {@code strace-log-merge FILE} prints them.
 *
 * <p>A line stands where its call began. Where the call ended follows from -T; without it, the call
 * ended at the latest when its thread began the next.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man1/strace-log-merge.1.html">strace-log-merge(1)</a>
 */
public final class FilePerThread implements LogSource, Closeable {

    private static final Comparator<Held> BY_END =
            Comparator.comparingLong(Held::end).thenComparingInt(held -> held.call.line());

    private final Consumer<? super Event> events;
    private final List<OneFile> files = new ArrayList<>();
    private final PriorityQueue<Held> held = new PriorityQueue<>(BY_END);
    private int lines;
    private boolean endsKnown = true;

    /** A call that has a line and has not ended yet. */
    private record Held(Syscall call, long end) {}

    /** The files of a log that was written by -ff: none if {@code prefix} is no such log. */
    public static List<Path> of(Path prefix) throws IOException {
        var folder = prefix.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        var name = prefix.getFileName() + ".";
        try (var files = Files.list(folder)) {
            return files.filter(file -> tid(file, name) > 0)
                    .sorted(Comparator.comparingInt(file -> tid(file, name)))
                    .toList();
        }
    }

    private static int tid(Path file, String prefix) {
        var name = file.getFileName().toString();
        var tid = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return tid.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(tid) : 0;
    }

    /** Opens the files, whose names end in their thread's number. */
    public FilePerThread(List<Path> paths, Consumer<? super Event> events) throws IOException {
        this.events = events;
        try {
            for (var path : paths) {
                var name = path.getFileName().toString();
                var tid = Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
                files.add(new OneFile(path, tid));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Reads all files to their ends. */
    public void read() throws IOException {
        var order = new PriorityQueue<>(Comparator.comparingLong(OneFile::time));
        for (var file : files) {
            if (file.next() != null) {
                order.add(file);
            }
        }
        for (var file = order.poll(); file != null; file = order.poll()) {
            var now = file.time();
            release(now);
            var event = file.take();
            lines++;
            var next = file.next();
            switch (event) {
                case Syscall call -> hold(call, next == null ? now : file.time());
                case Exit exit ->
                        events.accept(
                                new Exit(
                                        lines,
                                        exit.tid(),
                                        exit.status(),
                                        exit.signal(),
                                        exit.at()));
                case Signal signal ->
                        events.accept(
                                new Signal(
                                        lines,
                                        signal.tid(),
                                        signal.name(),
                                        signal.details(),
                                        signal.at()));
                case Begun _ -> {} // one thread's file: nothing comes in between
            }
            if (next != null) {
                order.add(file);
            }
        }
        release(Long.MAX_VALUE);
    }

    private void hold(Syscall call, long next) {
        endsKnown &= call.exit() >= 0 || !call.finished();
        var numbered = call.onLines(lines, lines);
        events.accept(new Begun(numbered));
        held.add(new Held(numbered, call.exit() >= 0 ? call.exit() : next));
    }

    /** Hands over the calls that had ended by {@code now}. */
    private void release(long now) {
        while (!held.isEmpty() && held.element().end <= now) {
            var call = held.remove().call;
            events.accept(call.onLines(call.line(), lines));
        }
    }

    @Override
    public Unreadable unreadable() {
        var count = 0;
        var numbers = new ArrayList<Integer>();
        for (var file : files) {
            var of = file.reader.unreadable();
            count += of.count();
            numbers.addAll(of.lines());
        }
        return new Unreadable(count, numbers.stream().sorted().limit(Unreadable.KEPT).toList());
    }

    @Override
    public @Nullable String damage() {
        return files.stream()
                .map(file -> file.reader.damage())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Clock clock() {
        return files.stream()
                .map(file -> file.reader.clock())
                .filter(clock -> clock != Clock.NONE)
                .findFirst()
                .orElse(Clock.NONE);
    }

    @Override
    public @Nullable String threadName(int tid) {
        return null;
    }

    @Override
    public int soleThread() {
        return 0;
    }

    @Override
    public @Nullable String orderUnknown() {
        if (files.size() < 2) {
            return null;
        }
        return switch (clock()) {
            case NONE -> "a log of one file a thread without times has no order across threads";
            case START ->
                    "a log of one file a thread with -r counts from line to line: it has no order"
                            + " across threads";
            case EPOCH, MIDNIGHT ->
                    endsKnown
                            ? null
                            : "a log of one file a thread tells by -T alone when a call ended";
        };
    }

    @Override
    public void close() throws IOException {
        for (var file : files) {
            file.lines.close();
        }
    }

    /** One thread's file, with a look at its next event. */
    private static final class OneFile {
        final StraceReader reader;
        final LogLines lines;
        private final Queue<Event> events = new ArrayDeque<>();
        private boolean ended;

        OneFile(Path path, int tid) throws IOException {
            reader = new StraceReader(this::add, tid);
            lines = new LogLines(Files.newInputStream(path));
        }

        private void add(Event event) {
            if (!(event instanceof Begun)) {
                events.add(event);
            }
        }

        @Nullable Event next() throws IOException {
            while (events.isEmpty() && !ended) {
                if (!lines.next(reader)) {
                    ended = true;
                    reader.end();
                }
            }
            return events.peek();
        }

        Event take() {
            return events.remove();
        }

        /** When the next event began, or 0 where the log has no times. */
        long time() {
            return switch (events.peek()) {
                case Begun begun -> Math.max(0, begun.call().enter());
                case Syscall call -> Math.max(0, call.enter());
                case Signal signal -> Math.max(0, signal.at());
                case Exit exit -> Math.max(0, exit.at());
                case null -> Long.MAX_VALUE;
            };
        }
    }
}
