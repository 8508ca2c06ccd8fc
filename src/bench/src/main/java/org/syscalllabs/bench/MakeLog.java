package org.syscalllabs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes a long log of strace -f -ttt -T -yy: {@code scripts/dev/bench log} says how. */
public final class MakeLog {
    /** The same options make the same log. */
    private static final long SEED = 1;

    /** The recorded logs. {@code lab.home} is the kit's folder; the current one without it. */
    private static final Path RECORDED =
            Path.of(System.getProperty("lab.home", ""), "src/trace/src/test/resources/recorded");

    private final Map<String, String> options = new HashMap<>();

    private MakeLog(String... arguments) {
        for (var i = 0; i < arguments.length; i += 2) {
            var name = arguments[i];
            if (!name.matches("--(style|bytes|clients|at-a-time|output)")) {
                throw new IllegalArgumentException("no option: " + name);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("no value of " + name);
            }
            options.put(name, arguments[i + 1]);
        }
    }

    static void main(String[] arguments) throws IOException {
        try {
            new MakeLog(arguments).write();
        } catch (IllegalArgumentException wrong) {
            System.err.println("log: " + wrong.getMessage());
            System.exit(2);
        }
    }

    private void write() throws IOException {
        var style = Style.of(option("--style", "in-turn"));
        var bytes = options.containsKey("--bytes") ? size(option("--bytes", "")) : Long.MAX_VALUE;
        var clients =
                options.containsKey("--clients") ? size(option("--clients", "")) : Long.MAX_VALUE;
        if (!options.containsKey("--bytes") && !options.containsKey("--clients")) {
            throw new IllegalArgumentException("how long? --bytes or --clients");
        }
        var most = style == Style.IN_TURN ? 1 : LogMaker.PORTS;
        var atATime = size(option("--at-a-time", Integer.toString(Math.min(2, most))));
        if (atATime < 1 || atATime > most) {
            throw new IllegalArgumentException("--at-a-time: 1 to " + most);
        }
        write(style, Path.of(option("--output", "/dev/stdout")), clients, bytes, (int) atATime);
    }

    /**
     * Writes a log.
     *
     * @param clients how many in all, at most
     * @param bytes how long the log may become, about
     * @param atATime how many are connected at a time
     */
    static void write(Style style, Path output, long clients, long bytes, int atATime)
            throws IOException {
        var recorded = Files.readAllLines(RECORDED.resolve(style.log()));
        var story = Story.of(Recording.calls(recorded));
        var random = new SplittableRandom(SEED);
        try (var out = Files.newOutputStream(output);
                var log = new LogOutput(out, story.begin(), random)) {
            new LogMaker(story, style, log, random).write(clients, bytes, atATime);
        }
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** 100000, 64k, 20m, 1g: powers of 1,024. */
    private static long size(String text) {
        var size = text.toLowerCase(Locale.ROOT);
        if (!size.matches("\\d{1,12}[kmg]?")) {
            throw new IllegalArgumentException("no number: " + text);
        }
        var unit = " kmg".indexOf(size.charAt(size.length() - 1));
        return unit < 0
                ? Long.parseLong(size)
                : Long.parseLong(size.substring(0, size.length() - 1)) << (10 * unit);
    }
}
