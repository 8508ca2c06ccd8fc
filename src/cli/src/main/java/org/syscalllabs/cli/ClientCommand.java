package org.syscalllabs.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.client.Benchmark;
import org.syscalllabs.cli.client.Conversation;
import org.syscalllabs.cli.client.Manner;
import org.syscalllabs.cli.client.TypedRequests;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.protocol.Dialect;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab client}: sends what is typed, shows what is answered. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        header = "Talk to a lab's server.",
        description = {
            "One command a line: SET name Alice, GET name. A value with blanks goes in"
                    + " quotes. Leave with exit or Ctrl-D.",
            "On a terminal with line editing and history; from a pipe, line by line.",
            "It sends plain lines. Where the server reads one and does not answer, it connects"
                    + " anew and sends RESP arrays, and says so: see docs/protocol.md.",
            "After three seconds without a reply it says why, as far as the kernel tells.",
            "Without LAB: the server that runs, or 127.0.0.1:6379."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab client                         a prompt",
            "  echo 'GET name' | ./lab client       one command",
            "  ./lab client --verbose               with the bytes: > \"GET name\\r\\n\"",
            "  ./lab client --resp                  RESP arrays from the beginning",
            "  ./lab client 1 --benchmark           the time of SET and GET of large values",
            "  ./lab client --port 7000             another port",
        })
final class ClientCommand implements Callable<Integer> {
    private static final Double UNATTENDED_SECONDS = 30.0;

    /** How the benchmark prints its table. */
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kit kit;

    @Parameters(paramLabel = "LAB", arity = "0..1", description = "talk to this lab's server")
    private @Nullable String wanted;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "the server's address; $HOST, or ${DEFAULT-VALUE}",
            defaultValue = "${env:HOST:-127.0.0.1}")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "the server's port; else LAB's, $PORT, that of the server that runs, or 6379")
    private @Nullable Integer port;

    @Option(
            names = "--benchmark",
            description = "SET and GET with keys of 1, 5, 10 KB and values of 10, 50, 100 KB")
    private boolean benchmark;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "benchmark: how many of each; ${DEFAULT-VALUE}",
            defaultValue = "100")
    private int count;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "benchmark: ${COMPLETION-CANDIDATES}",
            defaultValue = "text")
    private Format format = Format.TEXT;

    @Option(names = "--lines", description = "send plain lines, as nc would")
    private boolean lines;

    @Option(names = "--resp", description = "send RESP arrays, as redis-cli does")
    private boolean resp;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "wait so long for a reply; else for ever on a terminal, 30 s elsewhere")
    private @Nullable Double timeout;

    @Option(
            names = {"-v", "--verbose"},
            description = "show the bytes as they are sent and received")
    private boolean verbose;

    ClientCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw Problem.usage("--count " + count + ": nothing to measure", "--count 100");
        }
        var typed = !benchmark && System.getProperty("lab.input", "").equals("terminal");
        var address = host + ":" + port();
        try (var server = Conversation.open(host, port(), manner(typed), kit.err())) {
            if (benchmark) {
                var results = new Benchmark(server, count).run();
                kit.out()
                        .print(
                                format == Format.JSON
                                        ? results.json(address)
                                        : results.text(address));
                kit.out().flush();
            } else if (typed) {
                new TypedRequests(server, kit.out(), kit.err())
                        .fromTerminal(address, kit.work().resolve("history"));
            } else {
                new TypedRequests(server, kit.out(), kit.err()).from(System.in);
            }
        }
        return 0;
    }

    /** On a terminal Ctrl-C ends the waiting; elsewhere nothing would. */
    private Manner manner(boolean typed) {
        if (timeout != null && !(timeout > 0 && timeout <= 1e6)) {
            throw Problem.usage("--timeout " + timeout + ": no time to wait", "--timeout 30");
        }
        if (lines && resp) {
            throw Problem.usage("--lines and --resp: one language at a time", "leave one out");
        }
        var dialect = resp ? Dialect.ARRAYS : lines ? Dialect.LINES : null;
        var seconds = timeout != null ? timeout : typed ? null : UNATTENDED_SECONDS;
        return new Manner(
                Optional.ofNullable(dialect),
                Optional.ofNullable(seconds).map(s -> Duration.ofMillis(Math.round(s * 1000))),
                verbose);
    }

    private int port() {
        if (port != null) {
            return port;
        }
        if (wanted != null) {
            return RunningServer.of(kit, kit.labs().find(wanted)).run().port();
        }
        var fromEnvironment = System.getenv("PORT");
        if (fromEnvironment != null && fromEnvironment.matches("\\d{1,5}")) {
            return Integer.parseInt(fromEnvironment);
        }
        return RunningServer.all(kit).stream()
                .reduce((earlier, later) -> later)
                .map(server -> server.run().port())
                .orElse(6379);
    }
}
