import static org.syscalllabs.testkit.LabAssertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.LabTest;
import org.syscalllabs.testkit.ServerUnderTest;
import org.syscalllabs.trace.TraceLog;

/** Lab 03: a server with one thread and blocking calls serves one client at a time. */
@LabTest
class ManyClientsTest {

    @Test
    @DisplayName("bob is served only after alice has left")
    void bobIsServedAfterAlice(ServerUnderTest server) {
        try (var alice = server.client("alice");
                var bob = server.client("bob")) {
            alice.sends("SET name Alice");
            bob.sends("SET age 28");
            alice.isAnswered();
            bob.waits();
            alice.sends("GET name").isAnswered();
            bob.waits();
            alice.leaves();
            bob.isAnswered();
            bob.leaves();
        }
        assertThat(server.trace()).serves("alice").before("bob");
    }

    @Test
    @DisplayName(
            "bob's connect succeeds, and what bob sends is in the kernel, while alice is served")
    void bobWaitsInTheBacklog(ServerUnderTest server) {
        try (var alice = server.client("alice");
                var bob = server.client("bob")) {
            bob.sends("SET age 28");
            alice.sends("SET name Alice").isAnswered();
            bob.waits();
            alice.leaves();
            bob.isAnswered();
            bob.leaves();
        }
        assertThat(server.trace()).keepsWaitingInBacklog("bob");
    }

    @Test
    @DisplayName("the server serves one client at a time")
    void oneAtATime(TraceLog trace) {
        assertThat(trace).servesOneAtATime();
    }

    @Test
    @DisplayName("every request got one reply")
    void oneReplyEach(TraceLog trace) {
        assertThat(trace).answersEveryRequestOnce();
    }
}
