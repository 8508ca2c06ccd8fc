package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.testkit.failure.ClientExpectation;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Engine;
import org.syscalllabs.testkit.machine.MachineKind;
import org.syscalllabs.trace.TraceLog;
import org.testcontainers.DockerClientFactory;

/** The same servers, scripts and claims as on this machine, and the same failures. */
class ContainerTest {

    @BeforeAll
    static void anEngineAnswers() {
        assumeTrue(
                Engine.isRequired() || Engine.problem().isEmpty(),
                () -> Engine.problem().map(Problem::getMessage).orElse(""));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CONTAINER", "PUBLISHED"})
    @DisplayName("clients are told apart, whatever port the way in has given them:")
    void clientsAreToldApart(MachineKind place) throws IOException {
        TraceLog trace;
        try (var server = start("Blocking", place)) {
            aliceThenBob(server);
            trace = server.trace();
        }
        LabAssertions.assertThat(trace)
                .serves("alice")
                .before("bob")
                .servesOneAtATime()
                .keepsWaitingInBacklog("bob");
        assertThat(trace.keep().connections()).extracting("client").containsExactly("alice", "bob");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CONTAINER", "PUBLISHED"})
    @DisplayName("a client is refused where nobody listens, whatever answers on the way:")
    void aClientIsRefused(MachineKind place) throws IOException {
        try (var server = start("StopsListening", place);
                var alice = server.client("alice")) {
            alice.sends("PING").receives("PONG");
            server.refuses("bob");
            server.terminate().ends();
            server.refuses("carol");
        }
    }

    @Test
    @DisplayName("a daemon that has inherited the listener is told to end, and killed")
    void daemons() throws IOException {
        try (var server = start("listens_then_daemonizes", MachineKind.CONTAINER)) {
            server.terminate().ends();
            server.refuses("alice");
            try (var next = server.another().listens();
                    var bob = next.client("bob")) {
                bob.sends("PING").receives("PONG");
                LabAssertions.assertThat(server.traceWith(next)).handsThePortOn();
                next.kill().ends();
            }
        }
    }

    @Test
    @DisplayName("where nobody has the listener any more, nobody can be told to end")
    void nobodyToTell() throws IOException {
        try (var server = start("daemonizes_without_its_listener", MachineKind.CONTAINER)) {
            assertThat(catchThrowableOfType(ServerFailed.class, server::terminate))
                    .hasMessageContaining("none of its processes has the listener any more");
        }
    }

    @Test
    @DisplayName("a server with a thread for each client is refuted with the lines that decide")
    void threads() throws IOException {
        try (var server = start("Threaded", MachineKind.CONTAINER)) {
            var failure = catchThrowableOfType(ClientExpectation.class, () -> aliceThenBob(server));
            assertThat(failure)
                    .hasMessageContaining("expected: bob waits while alice is served")
                    .hasMessageContaining("line  thread")
                    .hasMessageContaining("read(")
                    .hasMessageContaining("because:")
                    .hasMessageContaining("trace:    target/zoo/CONTAINER-Threaded/trace.log:");
        }
    }

    @Test
    @DisplayName("a server that dies at its start is shown its own last words")
    void diesAtStart() {
        assertThat(
                        catchThrowableOfType(
                                ServerFailed.class,
                                () -> start("NoSuchServer", MachineKind.CONTAINER).close()))
                .hasMessageContaining(
                        "but was:  it ended before it called listen()" + ", with exit status 1")
                .hasMessageContaining("NoSuchServer.java");
    }

    @Test
    @DisplayName("the container is there while the server runs, and gone after it")
    void nothingIsLeft() throws IOException {
        String run;
        try (var server = start("Blocking", MachineKind.CONTAINER)) {
            run = server.run().record().id();
            assertThat(containersOf(run)).hasSize(1);
            server.client("alice").sends("SET name Alice").receives("OK");
        }
        assertThat(containersOf(run)).isEmpty();
    }

    private static void aliceThenBob(ServerUnderTest server) {
        try (var alice = server.client("alice");
                var bob = server.client("bob")) {
            alice.sends("SET name Alice").receives("OK");
            bob.sends("SET age 28").waits();
            alice.leaves();
            bob.receives("OK");
            bob.leaves();
        }
    }

    private static ServerUnderTest start(String server, MachineKind place) throws IOException {
        var settings =
                new Settings(
                        List.of(),
                        0,
                        Duration.ofSeconds(60),
                        Path.of("target/zoo", place + "-" + server),
                        Optional.empty(),
                        place,
                        Settings.LONGEST_LOG,
                        Duration.ZERO,
                        Set.of());
        var java = Character.isUpperCase(server.charAt(0));
        var script = Path.of("src/test/servers", server + (java ? ".java" : ".py")).toString();
        var command = List.of(java ? "java" : "python3", script);
        return new StartPlan(settings, command, "test").start();
    }

    private static List<?> containersOf(String run) {
        return DockerClientFactory.lazyClient()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of("org.syscalllabs.run=" + run))
                .exec();
    }
}
