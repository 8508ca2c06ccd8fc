package org.syscalllabs.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.TerminalBuilder;
import org.syscalllabs.proc.OwnFile;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.protocol.Request;

/** What is typed, a request a line, goes to the server, and its reply is shown. */
public final class TypedRequests {
    private final Conversation server;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * None is sent yet.
     *
     * @param out for the replies
     * @param err for what is said of a line that can't be sent
     */
    public TypedRequests(Conversation server, PrintWriter out, PrintWriter err) {
        this.server = server;
        this.out = out;
        this.err = err;
    }

    /** All lines of a pipe or a file. */
    public void from(InputStream in) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!isAnswered(line)) {
                return;
            }
        }
    }

    /**
     * From this terminal, with line editing and history.
     *
     * @param address the prompt: {@code 127.0.0.1:6379}
     * @param history the file that keeps what was typed
     */
    public void fromTerminal(String address, Path history) throws IOException {
        OwnFile.folder(Objects.requireNonNull(history.getParent()));
        if (!Files.isRegularFile(history, NOFOLLOW_LINKS)) {
            OwnFile.clear(history);
        }
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
                            .variable(LineReader.HISTORY_FILE, history)
                            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                            .build();
            while (isAnswered(reader.readLine(address + "> "))) {}
        } catch (EndOfFileException | UserInterruptException left) {
            return;
        }
    }

    /** Sends one line and shows its reply; false when the conversation is over. */
    private boolean isAnswered(String line) throws IOException {
        var words = line.strip();
        if (words.isEmpty()) {
            return true;
        }
        if (words.equalsIgnoreCase("exit")) {
            return false;
        }
        try {
            var request = Request.parse(words);
            for (var late = server.unasked(); late.isPresent(); late = server.unasked()) {
                out.println("(unasked) " + late.get().shown());
            }
            out.println(server.ask(request, words).shown());
            return !words.equalsIgnoreCase("quit");
        } catch (IllegalArgumentException typo) {
            err.println(typo.getMessage());
            return true;
        } catch (EOFException | SocketException closed) {
            throw Problem.refuted(
                    "the server closed the connection and did not answer: " + words,
                    "did it end? ./lab shows what runs, work/NN/server.log what it said");
        }
    }
}
