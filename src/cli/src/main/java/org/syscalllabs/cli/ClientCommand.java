package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.check.Format;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.proc.Problem;
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
            "Without LAB: the server that runs, or 127.0.0.1:6379."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab client                         a prompt",
            "  echo 'GET name' | ./lab client       one command",
            "  ./lab client 1 --benchmark           the time of SET and GET of large values",
            "  ./lab client --port 7000             another port",
        })
final class ClientCommand implements Callable<Integer> {
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

    ClientCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw Problem.usage("--count " + count + ": nothing to measure", "--count 100");
        }
        var address = host + ":" + port();
        try (var connection = ServerConnection.open(host, port())) {
            if (benchmark) {
                var results = new Benchmark(connection, count).run();
                kit.out()
                        .print(
                                format == Format.JSON
                                        ? results.json(address)
                                        : results.text(address));
                kit.out().flush();
            } else if (System.getProperty("lab.input", "").equals("terminal")) {
                onTerminal(connection, address);
            } else {
                fromPipe(connection);
            }
        }
        return 0;
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

    private void fromPipe(ServerConnection connection) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!answered(connection, line)) {
                return;
            }
        }
    }

    private void onTerminal(ServerConnection connection, String address) throws IOException {
        Files.createDirectories(kit.work());
        // What is typed goes to the server as it is: JLine must not take a quote or a ! for its
        // own.
        var parser = new DefaultParser();
        parser.setEscapeChars(null);
        parser.setQuoteChars(new char[0]);
        try (var terminal = TerminalBuilder.builder().system(true).build()) {
            var reader =
                    LineReaderBuilder.builder()
                            .terminal(terminal)
                            .parser(parser)
                            .variable(LineReader.HISTORY_FILE, kit.work().resolve("history"))
                            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                            .build();
            while (answered(connection, reader.readLine(address + "> "))) {}
        } catch (EndOfFileException | UserInterruptException left) {
            return;
        }
    }

    /** Sends one line and shows its reply; false when the conversation is over. */
    private boolean answered(ServerConnection connection, String line) throws IOException {
        var words = line.strip();
        if (words.isEmpty()) {
            return true;
        }
        if (words.equalsIgnoreCase("exit")) {
            return false;
        }
        try {
            for (var late = connection.unasked(); late.isPresent(); late = connection.unasked()) {
                kit.out().println("(unasked) " + late.get().shown());
            }
            connection.send(Request.parse(words).bytes());
            kit.out().println(connection.receive().shown());
            return !words.equalsIgnoreCase("quit");
        } catch (Problem typo) {
            kit.err().println(typo.what() + ": " + typo.whatToDo());
            return true;
        } catch (EOFException | SocketException closed) {
            throw Problem.refuted(
                    "the server closed the connection and did not answer: " + words,
                    "did it end? ./lab shows what runs, work/NN/server.log what it said");
        }
    }
}
