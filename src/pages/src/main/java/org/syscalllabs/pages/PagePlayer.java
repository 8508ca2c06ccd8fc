package org.syscalllabs.pages;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.syscalllabs.trace.view.CallLine;

/**
 * Plays a page's steps in a machine, as a reader at the keyboard would: types its commands, answers
 * their prompts, presses Enter and Ctrl-C where the page says so, and tells what was shown.
 */
final class PagePlayer {

    /**
     * What a step showed.
     *
     * @param command the one that showed it, which may have been started in an earlier step
     * @param trace whether that is strace, in its own words
     * @param lines as they belong into the page, with what was typed
     */
    record Seen(RunningCommand command, boolean trace, List<String> lines) {}

    /** The prompt of {@code lab client}. On a pipe it does not show: what one types follows it. */
    private static final Pattern CLIENT = Pattern.compile("127\\.0\\.0\\.1:\\d+> (.*)");

    /** A question that is asked on a terminal only, and the answer: Enter is an empty one. */
    private static final Pattern QUESTION =
            Pattern.compile("(?:Enter: \\w+ leaves|.*\\[y/N]) ?(.*)");

    private static final Pattern TRACE =
            Pattern.compile("(\\w+=\\S+ )*(strace|\\S*/trace|\\S*/?lab trace)\\b.*");

    private static final Pattern CLIENTS =
            Pattern.compile("(\\w+=\\S+ )*(scripts/clients|labs/[^/ ]+/client)\\b.*");

    /** The JVM's threads that strace -f attaches to, later, and lets go of. */
    private static final Pattern THREADS =
            Pattern.compile(
                    "(?m)^(strace: Process \\d+ (at|de)tached| <detached \\.\\.\\.>"
                            + "|\\[pid +\\d+] \\+\\+\\+ exited with \\d+ \\+\\+\\+)\n");

    private static final Pattern ATTACHED =
            Pattern.compile("(?m)^strace: Process \\d+ attached( with \\d+ threads)?\n");

    /** A command that was started, and how much of its output was seen. */
    private static final class Going {
        private final RunningCommand command;
        private final boolean trace;
        private boolean asks;
        private int seen;

        Going(RunningCommand command, boolean trace) {
            this.command = command;
            this.trace = trace;
        }

        String unseen() {
            return command.shown().substring(seen);
        }

        boolean isStracesOwn() {
            return trace && !command.shown().contains(CallLine.HEAD);
        }

        boolean isOver() {
            return !command.isRunning() && unseen().isEmpty();
        }
    }

    private final PageMachine machine;
    private final Deque<Going> going = new ArrayDeque<>();
    private List<String> last = List.of();

    PagePlayer(PageMachine machine) {
        this.machine = machine;
    }

    /** Plays one step, to its end: the command has ended, or only the reader can move it on. */
    Seen play(Transcript.Step step) throws IOException {
        if (!step.command().isEmpty()) {
            start(step);
        }
        while (!going.isEmpty() && going.getFirst().isOver() && step.command().isEmpty()) {
            going.pop();
        }
        if (going.isEmpty()) {
            throw new AssertionError(
                    "no command runs that could show line %d of the page; the last one showed: %s"
                            .formatted(step.line(), last));
        }
        var now = going.getFirst();
        var lines = answerPrompts(now, step.shown());
        if (step.shown().stream().anyMatch(line -> line.contains("^C"))) {
            lines.addAll(interrupted(now));
        } else if (now.trace) {
            settle(now);
            lines.addAll(traced(now, !step.command().isEmpty()));
        } else if (now.asks) {
            settle(now);
            lines.addAll(takeAll(now));
        } else {
            now.command.awaitEnd();
            lines.addAll(takeAll(now));
            going.pop();
        }
        // Who is killed takes a moment to end; a reader types no faster.
        if (step.isInBackground() || step.command().startsWith("kill ")) {
            now.command.awaitAtLast("all has come to rest", machine::isAtRest);
        }
        last = lines;
        return new Seen(now.command, now.isStracesOwn(), lines);
    }

    /** What still runs, and what it has shown that no step of the page did. */
    List<Seen> end() {
        var rest = new ArrayList<Seen>();
        for (var left : going) {
            settle(left);
            // A call that has not returned was seen already.
            var unseen = left.unseen();
            var whole = unseen.substring(0, unseen.lastIndexOf('\n') + 1);
            var lines = lines(left.trace ? THREADS.matcher(whole).replaceAll("") : whole);
            rest.add(new Seen(left.command, left.isStracesOwn(), lines));
        }
        return rest;
    }

    private void start(Transcript.Step step) throws IOException {
        var trace = TRACE.matcher(step.command()).matches();
        var asks = step.shown().stream().anyMatch(line -> QUESTION.matcher(line).matches());
        var tracer = going.stream().filter(one -> one.trace && one.command.isRunning()).findFirst();
        // Several clients at once. On a busy machine the server might be quicker than the last
        // of them; while strace is stopped, the server stays in its accept.
        var hold = tracer.isPresent() && CLIENTS.matcher(step.command()).matches();
        if (hold) {
            tracer.get().command.signal("STOP");
        }
        var command = asks ? machine.runOnTerminal(step.command()) : machine.run(step.command());
        var started = new Going(command, trace);
        going.push(started);
        if (hold) {
            settle(started);
            tracer.get().command.signal("CONT");
        }
    }

    /** Types what the page types. The lines up to the last of it, where they don't show by it. */
    private List<String> answerPrompts(Going now, List<String> shown) throws IOException {
        var lines = new ArrayList<String>();
        if (now.asks) {
            now.command.type("");
            now.asks = false;
        }
        for (var i = 0; i < shown.size(); i++) {
            var client = CLIENT.matcher(shown.get(i));
            var question = QUESTION.matcher(shown.get(i));
            if (client.matches()) {
                settle(now);
                lines.addAll(takeAll(now));
                lines.add(shown.get(i));
                now.command.type(client.group(1));
            } else if (question.matches()) {
                settle(now);
                if (i == shown.size() - 1 && question.group(1).isEmpty()) {
                    now.asks = now.command.isRunning();
                } else {
                    now.command.type(question.group(1));
                }
            }
        }
        return lines;
    }

    private void settle(Going now) {
        now.command.await("it waits for its reader", machine::isAtRest);
    }

    private static List<String> takeAll(Going now) {
        var unseen = now.unseen();
        now.seen += unseen.length();
        // Enter, as it is typed behind a prompt, ends that line, and is none of its own.
        return lines(unseen.startsWith("\n") ? unseen.substring(1) : unseen);
    }

    /**
     * What a trace has shown up to now. In its first step, that it is attached: the calls belong to
     * a later one. A call that has not returned is shown here, and again when it has.
     */
    private static List<String> traced(Going now, boolean first) {
        var unseen = now.unseen();
        var attached = ATTACHED.matcher(unseen);
        if (first && now.command.isRunning() && attached.find()) {
            now.seen += attached.end();
            return lines(unseen.substring(0, attached.end()));
        }
        now.seen += unseen.lastIndexOf('\n') + 1;
        return lines(first ? unseen : THREADS.matcher(unseen).replaceAll(""));
    }

    /** Presses Ctrl-C. The terminal shows that where the cursor is, in the middle of a call too. */
    private List<String> interrupted(Going now) throws IOException {
        settle(now);
        var before = now.unseen();
        now.command.signal("INT");
        now.command.awaitEnd();
        going.remove(now);
        var after = now.unseen().substring(before.length());
        now.seen += before.length() + after.length();
        if (!now.trace) {
            return lines(before + "^C" + after);
        }
        var detached = THREADS.matcher(after);
        // One for each thread says nothing; the one of a process that is watched alone does.
        if (detached.results().filter(line -> line.group().contains("detached\n")).count() > 1) {
            after = "\n" + detached.reset().replaceAll("");
        }
        return lines(THREADS.matcher(before).replaceAll("") + "^C" + after);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::stripTrailing).toList();
    }
}
