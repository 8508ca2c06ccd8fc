package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.cli.demo.CallsSeen;
import org.syscalllabs.cli.demo.Columns;
import org.syscalllabs.cli.demo.Keys;
import org.syscalllabs.cli.demo.Picture;
import org.syscalllabs.cli.demo.PlainLines;
import org.syscalllabs.cli.demo.Play;
import org.syscalllabs.cli.demo.Stage;
import org.syscalllabs.cli.demo.Story;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.LabClasses;
import org.syscalllabs.cli.kit.WorkFolder;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.ServerUnderTest;
import org.syscalllabs.trace.claim.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lab demo}: the labs' story, unattended, to its verdict. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Play the labs' story: two clients, one server, and the kernel as the witness.",
        description = {
            "Starts a lab's server under strace. alice connects and is served; bob connects, asks,"
                    + " and waits; alice leaves; bob is served. Then the verdict.",
            "A terminal of 100 columns shows strace, alice and bob side by side."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab demo                     the server of lab 3",
            "  ./lab demo 1 --pace 2          slowly, for an audience",
            "  ./lab demo --step              a key moves on",
            "  ./lab demo -- python3 t.py     the same story on another server",
            "  ./lab demo --picture x.svg     the same as a picture",
        })
final class DemoCommand implements Callable<Integer> {
    private static final double AUDIENCE = 0.6;
    private static final int WIDTH = 78;

    /** Where the words behind "because:" begin. */
    private static final String INDENT = " ".repeat(10);

    private final Kit kit;

    @Mixin private final LabOrCommand server = new LabOrCommand();

    @Option(names = "--step", description = "A key moves on from each moment to the next.")
    private boolean step;

    @Option(
            names = "--pace",
            paramLabel = "SECONDS",
            description = "Pause between two moments; 0.6 on a terminal and for a picture, else 0.")
    private @Nullable Double pace;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-6379}",
            description = "The port of the server; 0: any free one. (${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--picture", paramLabel = "FILE", description = "Also draw the story, as SVG.")
    private @Nullable Path picture;

    @Mixin private final StopFirst stopFirst = new StopFirst();

    DemoCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (server.count() > 1) {
            throw Problem.usage(
                    "one server at a time: a lab, or a command after --", "./lab demo 3");
        }
        var lab = kit.labs().find(server.lab().orElse("3"));
        if (port < 0 || port > 65_535) {
            throw Problem.usage("there is no port " + port, "ports go from 1 to 65535");
        }
        if (pace != null && !(pace >= 0 && pace <= 60)) {
            throw Problem.usage("--pace " + pace, "seconds between two moments, 0 to 60");
        }
        stopFirst.free(kit, port);
        Story story;
        if (step) {
            try (var keys = new Keys()) {
                kit.err().println("a key moves on; Ctrl-C ends it");
                story = play(lab, stage(), keys);
            }
        } else {
            var pause = pause();
            story = play(lab, stage(), () -> Thread.sleep(pause));
        }
        if (picture != null) {
            draw(story, picture);
        }
        return switch (story.verdict()) {
            case Verdict.Proved _ -> 0;
            case Verdict.Refuted _ -> Problem.Kind.REFUTED.exit();
            case Verdict.Undecided _ -> Problem.Kind.UNDECIDED.exit();
        };
    }

    private Story play(Lab lab, Stage stage, Play.Pace pace)
            throws IOException, InterruptedException {
        var command = server.command();
        var n = lab.shortNumber();
        var shown =
                command.isEmpty()
                        ? "./lab start " + n + "; ./lab trace " + n
                        : "./lab trace -- " + String.join(" ", command);
        var calls = new CallsSeen();
        try (var work = WorkFolder.of(kit, lab);
                var underTest =
                        ServerUnderTest.start(
                                command.isEmpty() ? new LabClasses(kit).command(lab) : command,
                                port,
                                Duration.ofSeconds(10),
                                work.path(),
                                "demo of " + lab.name(),
                                calls)) {
            var story = new Play(underTest, calls, stage, pace).play(shown);
            var columns = onTerminal() ? terminalWidth() : 0; // a terminal may not know its width
            var width = columns > 0 ? Math.clamp(columns - 2, 40, WIDTH) : WIDTH;
            stage.tell("");
            story.trace().overview().timeline(width).lines().forEach(stage::tell);
            stage.tell("");
            story.verdict()
                    .text()
                    .lines()
                    .flatMap(line -> folded(line, width))
                    .forEach(stage::tell);
            return story;
        } catch (AssertionError broken) {
            throw Problem.refuted(
                    "the server did not do what the demo shows\n" + broken.getMessage(),
                    "see: ./lab check " + lab.shortNumber());
        }
    }

    /**
     * A sentence that is too long for the terminal breaks between words; a row of a table stays.
     */
    private static Stream<String> folded(String line, int width) {
        var lines = new ArrayList<String>();
        var rest = line;
        while (rest.length() > width && rest.matches("(because|hint|expected): .*| {10}\\S.*")) {
            var at = rest.lastIndexOf(' ', width);
            if (at <= INDENT.length()) {
                break;
            }
            lines.add(rest.substring(0, at).stripTrailing());
            rest = INDENT + rest.substring(at).strip();
        }
        lines.add(rest);
        return lines.stream();
    }

    private Duration pause() {
        var seconds = pace != null ? pace : onTerminal() || picture != null ? AUDIENCE : 0;
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private Stage stage() throws IOException {
        if (onTerminal()) {
            var width = terminalWidth();
            if (width >= Columns.LEAST_WIDTH) {
                return new Columns(kit.out(), kit.terminal() ? Ansi.ON : Ansi.OFF, width);
            }
        }
        return new PlainLines(kit.out());
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private static int terminalWidth() throws IOException {
        try (var terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            return terminal.getWidth();
        }
    }

    private void draw(Story story, Path file) {
        try {
            Files.writeString(file, Picture.of(story), UTF_8);
        } catch (IOException e) {
            throw Problem.environment(
                    "can't write %s: %s".formatted(file, e.getMessage()),
                    "give --picture a file that you may write");
        }
        kit.err().println("drew " + kit.show(file));
    }
}
