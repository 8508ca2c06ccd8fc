package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.syscalllabs.trace.TraceLog;

/** One server for the tests of a class, a new one after a failure, trace tests at the end. */
class LabExtensionTest {

    /** Not run by itself: its name does not end in Test. */
    @LabTest
    static class Script {

        static final List<String> seen = new ArrayList<>();

        @Test
        void a_first(ServerUnderTest server) {
            serve(server, "first");
        }

        @Test
        void a_second(ServerUnderTest server) {
            serve(server, "second");
            LabAssertions.assertThat(server.trace()).shows("alice", "accept4", "recvfrom");
            throw new AssertionError("as it must");
        }

        @Test
        void b_third(ServerUnderTest server) {
            serve(server, "third");
        }

        @Test
        void a_traceTest(TraceLog trace) {
            seen.add("trace");
            trace.keep().connections().forEach(connection -> seen.add(connection.client()));
        }

        private static void serve(ServerUnderTest server, String test) {
            seen.add("%s on %s".formatted(test, server.traceFile().getFileName()));
            try (var alice = server.client("alice")) {
                alice.sends("PING").receives("PONG");
                alice.leaves();
            }
        }
    }

    @Test
    @DisplayName("tests share a server until one fails; the trace tests come last")
    void sharesTheServer() {
        Script.seen.clear();
        var results = run(Map.of("lab.command", String.join("\0", Zoo.python("blocking_resp"))));

        assertThat(results)
                .containsOnlyKeys("a_first", "a_second", "b_third", "a_traceTest")
                .containsEntry("a_first", "SUCCESSFUL")
                .containsEntry(
                        "a_second",
                        """
                        FAILED: as it must
                        the failed test has left
                          trace:    target/zoo/extension/trace.log
                          timeline: target/zoo/extension/trace.timeline.txt\
                        """)
                .containsEntry("b_third", "SUCCESSFUL")
                .containsEntry("a_traceTest", "SUCCESSFUL");
        assertThat(Path.of("target/zoo/extension/trace.timeline.txt"))
                .content()
                .contains("alice-1")
                .contains("is served");
        assertThat(Script.seen)
                .containsExactly(
                        "first on trace.log",
                        "second on trace.log",
                        "third on trace-2.log",
                        "trace",
                        "alice-1",
                        "alice");
    }

    @Test
    @DisplayName("a server that does not start is started once, and fails every test")
    void failsEveryTest() {
        var results = run(Map.of("lab.command", String.join("\0", Zoo.python("dies_at_start"))));

        assertThat(results).hasSize(4);
        assertThat(results.values())
                .allSatisfy(result ->
                        assertThat(result)
                                .contains("it ended before it called listen()")
                                .contains("extension/trace.log"));
    }

    @Test
    @DisplayName("of a recorded log only the trace tests are run")
    void recordedLog() {
        Zoo.start("blocking_resp").close();
        Script.seen.clear();
        var results = run(Map.of("lab.trace", "target/zoo/blocking_resp/trace.log"));

        assertThat(results)
                .containsEntry("a_first", "SKIPPED: a recorded log has no server to talk to")
                .containsEntry("a_traceTest", "SUCCESSFUL");
        assertThat(Script.seen).containsExactly("trace");
    }

    private static Map<String, String> run(Map<String, String> parameters) {
        var results = new HashMap<String, String>();
        var listener =
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.isTest()) {
                            results.put(name(test), text(result));
                        }
                    }

                    @Override
                    public void executionSkipped(TestIdentifier test, String reason) {
                        results.put(name(test), "SKIPPED: " + reason);
                    }
                };
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Script.class))
                        .configurationParameters(parameters)
                        .configurationParameter("lab.work", "target/zoo/extension")
                        .build();
        LauncherFactory.create().execute(request, listener);
        return results;
    }

    private static String name(TestIdentifier test) {
        var name = test.getDisplayName();
        return name.contains("(") ? name.substring(0, name.indexOf('(')) : name;
    }

    /** What is printed of a failure: its message, and those of what is attached to it. */
    private static String message(Throwable failure) {
        return Stream.concat(Stream.of(failure), Arrays.stream(failure.getSuppressed()))
                .map(Throwable::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private static String text(TestExecutionResult result) {
        return result.getThrowable()
                .map(failure -> result.getStatus() + ": " + message(failure))
                .orElse(result.getStatus().toString());
    }
}
