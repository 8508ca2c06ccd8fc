package org.syscalllabs.testkit;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.failure.LeftBehind;
import org.syscalllabs.testkit.machine.EarlierConnections;
import org.syscalllabs.testkit.machine.Engine;
import org.syscalllabs.trace.TraceLog;

/** Starts the server of a {@link LabTest}, hands it to the tests, and ends it. */
public final class LabExtension
        implements ExecutionCondition,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return engineIfNeeded(settings(context));
        }
        var live = isLive(context.getRequiredTestMethod());
        return live && settings(context).recorded().isPresent()
                ? ConditionEvaluationResult.disabled("a recorded log has no server to talk to")
                : ConditionEvaluationResult.enabled("the server can be judged");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        var server = serverOf(context);
        if (isLive(context.getRequiredTestMethod())) {
            // Here and not with the parameter, so that a failure is the test's own.
            server.start();
        } else {
            server.end();
        }
    }

    /** A failure says nothing where strace has not told all that the server did. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        var undecided = serverOf(context).undecided(failure);
        throw undecided.isPresent() ? undecided.get() : failure;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> {
                    var server = serverOf(context);
                    server.end();
                    server.leaveBehind(failure, isLive(context.getRequiredTestMethod()));
                });
    }

    /** Says how much the server printed, when not all of it is in its log. */
    @Override
    public void afterAll(ExtensionContext context) {
        var server = serverOf(context);
        server.end();
        server.ended.stream()
                .flatMap(ended -> ended.run().output().cut().stream())
                .forEach(cut -> context.publishReportEntry("server output", cut));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == ServerUnderTest.class || type == TraceLog.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var server = serverOf(context);
        return parameter.getParameter().getType() == TraceLog.class
                ? server.trace()
                : server.live();
    }

    /** Without an engine a class in a container is skipped, unless that is said to be a failure. */
    private static ConditionEvaluationResult engineIfNeeded(Settings settings) {
        var needed = settings.machine().isContainer() && settings.recorded().isEmpty();
        if (!needed || Engine.isRequired() || Engine.problem().isEmpty()) {
            return ConditionEvaluationResult.enabled("the class has its machine");
        }
        var problem = Engine.problem().get();
        if (TOLD.compareAndSet(false, true)) {
            // JUnit's reports hold the reason; a terminal shows only that something was skipped.
            System.err.println("skipped in a container: " + problem.getMessage());
        }
        return ConditionEvaluationResult.disabled(problem.getMessage());
    }

    private static boolean isLive(Method test) {
        return Arrays.asList(test.getParameterTypes()).contains(ServerUnderTest.class);
    }

    private static Settings settings(ExtensionContext context) {
        return Settings.from(context::getConfigurationParameter);
    }

    /** The one server of this test class: JUnit closes what is in the class's store at its end. */
    private static ServerOfClass serverOf(ExtensionContext context) {
        var testClass = context.getRequiredTestClass();
        var classContext =
                context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
        return classContext
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        ServerOfClass.class,
                        key -> new ServerOfClass(settings(context), testClass, earlier(context)),
                        ServerOfClass.class);
    }

    /** One for all classes of a check: what the first of them leaves behind is no older than it. */
    private static EarlierConnections earlier(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        EarlierConnections.class,
                        key -> new EarlierConnections(),
                        EarlierConnections.class);
    }

    /** Starts the server when it is needed, again after each failed test. */
    private static final class ServerOfClass implements AutoCloseable {

        private final Settings settings;
        private final Class<?> testClass;
        private final Shared shared;
        private final List<ServerUnderTest> ended = new ArrayList<>();
        private @Nullable ServerUnderTest running;
        private @Nullable Throwable neverStarted;
        private int starts;

        /** The log that trace tests judge: one object, so that one pass does for all of them. */
        private @Nullable TraceLog judged;

        ServerOfClass(Settings settings, Class<?> testClass, EarlierConnections earlier) {
            this.settings = settings;
            this.testClass = testClass;
            shared = TestClasses.sharedIn(testClass, earlier);
        }

        /** The server of the test that begins. */
        void start() {
            if (running != null && running.isOver()) {
                end(); // the test before has ended it
            }
            if (running != null) {
                running.clients().nextTest();
                return;
            }
            rethrowFailedStart();
            try {
                running =
                        new StartPlan(
                                        settings,
                                        settings.command().isEmpty()
                                                ? ownServer()
                                                : settings.command(),
                                        "check by " + testClass.getSimpleName(),
                                        starts++ == 0 ? "" : "-" + starts,
                                        shared,
                                        List.of())
                                .start();
            } catch (AssertionError | Problem failure) {
                neverStarted = failure;
                throw failure;
            }
        }

        /** A container has a JDK of its own. */
        private List<String> ownServer() {
            var loader = testClass.getClassLoader();
            return settings.machine().isContainer()
                    ? OwnServer.command(loader, "java")
                    : OwnServer.command(loader);
        }

        ServerUnderTest live() {
            return Objects.requireNonNull(running);
        }

        Optional<AssertionError> undecided(Throwable failure) {
            return running == null
                    ? Optional.empty()
                    : new TraceOfServer(running).undecided(failure);
        }

        void end() {
            if (running != null) {
                running.close();
                ended.add(running);
                running = null;
            }
        }

        /**
         * The recorded log, or what the server's own shows. After a failed test there is more than
         * one: then that of the most clients, for a claim needs some.
         */
        TraceLog trace() {
            var log = judged;
            if (log == null) {
                var whole = settings.recorded().map(TraceLog::of).orElseGet(this::ofServer);
                log = whole.heardBy(shared.judgements()::note);
                judged = log;
            }
            return log;
        }

        private TraceLog ofServer() {
            if (ended.isEmpty()) {
                rethrowFailedStart();
                start();
                end();
            }
            return mostTalkedTo().trace();
        }

        private ServerUnderTest mostTalkedTo() {
            return ended.stream()
                    .max(Comparator.comparingInt(server -> server.clients().count()))
                    .orElseThrow();
        }

        /** Names the trace and the timeline of the server that the failed test had, or judged. */
        void leaveBehind(Throwable failure, boolean live) {
            if (ended.isEmpty()) {
                return;
            }
            var server = live ? ended.getLast() : mostTalkedTo();
            try {
                failure.addSuppressed(LeftBehind.by(server.trace(), server.traceFile()));
            } catch (IOException unwritten) {
                failure.addSuppressed(unwritten);
            }
        }

        @Override
        public void close() {
            end();
        }

        /** A server that did not start once is not given the whole time-out again. */
        private void rethrowFailedStart() {
            switch (neverStarted) {
                case null -> {}
                case Error failed -> throw failed;
                case RuntimeException problem -> throw problem;
                default -> throw new IllegalStateException(neverStarted);
            }
        }
    }
}
