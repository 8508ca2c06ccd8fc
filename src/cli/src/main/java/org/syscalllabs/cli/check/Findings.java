package org.syscalllabs.cli.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.TestAbortedException;
import org.syscalllabs.cli.check.Finding.Result;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.Judgement;
import org.syscalllabs.testkit.TestClasses;
import org.syscalllabs.testkit.failure.ClaimUndecided;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.trace.Overview;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.Verdict;

/** Turns what JUnit tells of its tests into findings, and passes each on as it comes. */
public final class Findings implements TestExecutionListener {

    private static final String COULD_NOT_RUN = "the check could not run";

    private final Report report;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final Set<String> causes = new HashSet<>();
    private @Nullable TestClasses classes;
    private @Nullable TestPlan plan;
    private @Nullable Problem obstacle;
    private @Nullable TraceLog trace;
    private long begun;
    private boolean closed;

    public Findings(Report report) {
        this.report = report;
    }

    /** Says which tests' findings they are: these classes know what the assertions have judged. */
    synchronized void ofTests(TestClasses loaded) {
        classes = loaded;
    }

    /** Tells the whole, when all is over; later findings are not told any more. */
    public synchronized Outcome finish(Subject subject) throws IOException {
        notRun(COULD_NOT_RUN);
        var problem = obstacle == null ? null : obstacle.getMessage();
        var outcome = new Outcome(subject, List.copyOf(findings), problem, overview(), spoken());
        if (!isEnding() && close()) {
            report.finished(outcome);
        }
        return outcome;
    }

    private @Nullable Dialect spoken() {
        return classes == null ? null : classes.spoken().orElse(null);
    }

    private @Nullable Overview overview() {
        return trace == null ? null : trace.overview();
    }

    /**
     * Tells nothing more: the program is about to end, and what the tests see now is only that.
     *
     * @return true when something was still to be told
     */
    public synchronized boolean close() {
        var open = !closed;
        closed = true;
        return open;
    }

    /**
     * Whether this program has begun to end, by a signal: then it takes no shutdown hook any more.
     * From here on a server fails because it is being ended.
     */
    public static boolean isEnding() {
        var hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    /**
     * The check has failed, for a reason of its own: nothing is said of the server.
     *
     * @param failure what no test throws that judges a server
     */
    synchronized void failed(Throwable failure) {
        if (System.getenv("LAB_DEBUG") != null) {
            failure.printStackTrace();
        }
        obstacle(
                Problem.environment(
                        "the check itself has failed: " + failure,
                        failure instanceof OutOfMemoryError
                                ? "give it more memory: JAVA_TOOL_OPTIONS=-Xmx2g"
                                : "LAB_DEBUG=1 shows where it did; please report it"));
    }

    /** The first one counts: others may come of it. */
    private void obstacle(Problem problem) {
        obstacle = obstacle == null ? problem : obstacle;
    }

    /** The tests are still running, and are no longer waited for. */
    synchronized void ranOutOfTime(Duration bound) {
        tell(
                finding(
                        "",
                        "the check comes to an end",
                        Result.REFUTED,
                        "the check was stopped after "
                                + bound.toSeconds()
                                + " s: a wait in it has no bound of its own",
                        null));
        notRun("the check was stopped");
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan tests) {
        plan = tests;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        begun = System.nanoTime();
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        for (var skipped : tests(test)) {
            told.add(skipped.getUniqueId());
            tell(
                    finding(
                            name(skipped),
                            skipped.getDisplayName(),
                            Result.DOES_NOT_APPLY,
                            reason,
                            null));
        }
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        var judgements = judgedMeanwhile();
        var thrown = result.getThrowable().map(Findings::cause).orElse(null);
        if (test.isTest()) {
            told.add(test.getUniqueId());
            tell(judged(name(test), test.getDisplayName(), result, judgements));
        } else if (thrown instanceof Problem problem) {
            obstacle(problem);
        } else if (thrown != null) {
            // The server did not even start: told once, not once a test.
            tell(judged(test.getDisplayName(), "the server serves", result, judgements));
            notRun("the server did not serve");
        }
    }

    private Finding judged(
            String test, String claim, TestExecutionResult result, List<Judgement> judgements) {
        var last = judgements.isEmpty() ? null : judgements.getLast().verdict();
        var log = judgements.isEmpty() ? null : judgements.getLast().trace().file();
        var lines =
                lines(
                        judgements.stream()
                                .filter(j -> Objects.equals(j.trace().file(), log))
                                .toList());
        var thrown = result.getThrowable().map(Findings::cause).orElse(null);
        if (thrown == null) {
            return new Finding(test, claim, Result.PROVED, lines, name(log), "", last, took());
        }
        var message = message(thrown);
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            return finding(test, claim, Result.DOES_NOT_APPLY, message, null);
        }
        if (thrown instanceof Problem problem) {
            obstacle(problem);
            return finding(test, claim, Result.NOT_RUN, COULD_NOT_RUN, null);
        }
        if (!(thrown instanceof AssertionError)) {
            failed(thrown);
            return finding(test, claim, Result.NOT_RUN, COULD_NOT_RUN, null);
        }
        var undecided = thrown instanceof ClaimUndecided;
        var fell = undecided ? Result.UNDECIDED : Result.REFUTED;
        // A cause is told once; and where an earlier claim has failed, later ones lack clients.
        // An undecided claim never hides one that is refuted.
        if (!causes.add(fell + " " + cause(message)) || (undecided && isRefuted())) {
            return finding(test, claim, Result.NOT_RUN, Finding.SAME_REASON, null);
        }
        return new Finding(test, claim, fell, lines, name(log), message, last, took());
    }

    private boolean isRefuted() {
        return findings.stream().anyMatch(finding -> finding.result() == Result.REFUTED);
    }

    /** Why, else what; the numbers of lines and threads differ from claim to claim. */
    private static String cause(String message) {
        return message.lines()
                .filter(line -> line.startsWith("because:"))
                .findFirst()
                .or(() -> message.lines().filter(line -> line.startsWith("but was:")).findFirst())
                .orElse(message)
                .replaceAll("\\d+", "N");
    }

    /** The assertions' judgements since the last test; on the way the trace with its clients. */
    private List<Judgement> judgedMeanwhile() {
        var made = classes == null ? List.<Judgement>of() : classes.judgements().take();
        if (!made.isEmpty()) {
            trace = made.getLast().trace();
        }
        return made;
    }

    /** Every test of which JUnit has told nothing, because what it stands in has failed. */
    private void notRun(String reason) {
        if (plan != null) {
            for (var root : plan.getRoots()) {
                for (var test : tests(root)) {
                    if (told.add(test.getUniqueId())) {
                        tell(
                                finding(
                                        name(test),
                                        test.getDisplayName(),
                                        Result.NOT_RUN,
                                        reason,
                                        null));
                    }
                }
            }
        }
    }

    private void tell(Finding finding) {
        if (closed || isEnding()) {
            return;
        }
        findings.add(finding);
        try {
            report.judged(finding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<TestIdentifier> tests(TestIdentifier root) {
        if (root.isTest() || plan == null) {
            return List.of(root);
        }
        return plan.getDescendants(root).stream().filter(TestIdentifier::isTest).toList();
    }

    private Finding finding(
            String test, String claim, Result result, String message, @Nullable Verdict verdict) {
        return new Finding(test, claim, result, List.of(), message, verdict, took());
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** JUnit wraps what an extension throws; the message for the student is inside. */
    private static Throwable cause(Throwable thrown) {
        for (var inner = thrown; inner != null; inner = inner.getCause()) {
            if (inner instanceof AssertionError || inner instanceof Problem) {
                return inner;
            }
        }
        return thrown;
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        if (thrown instanceof TestAbortedException && message != null) {
            return message.replaceFirst("^Assumption failed: ", "");
        }
        return message == null ? thrown.toString() : message;
    }

    /** Nothing for the check's first trace, trace.log, and for a recorded one. */
    private static String name(@Nullable Path log) {
        var name = log == null ? "" : String.valueOf(log.getFileName());
        return name.matches("trace[-+].*") ? name : "";
    }

    private static List<Integer> lines(List<Judgement> judgements) {
        return judgements.stream()
                .flatMap(judgement -> judgement.verdict().evidence().stream())
                .map(Evidence::line)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> method.getClassName() + "." + method.getMethodName())
                .orElse(test.getDisplayName());
    }
}
