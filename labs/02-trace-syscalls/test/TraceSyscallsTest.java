import static org.syscalllabs.testkit.LabAssertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.LabTest;
import org.syscalllabs.testkit.ServerUnderTest;
import org.syscalllabs.trace.TraceLog;

/**
 * Lab 02: other calls, the same deeds. A JVM accepts, reads and writes, CPython calls recvfrom and
 * sendto: what counts is accept, receive, send.
 */
@LabTest
class TraceSyscallsTest {

    @Test
    @DisplayName("the server keeps what alice sets")
    void keepsValues(ServerUnderTest server) {
        try (var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            alice.sends("GET name").receives("Alice");
            alice.leaves();
        }
    }

    @Test
    @DisplayName("alice is served, then bob")
    void servesInTurn(ServerUnderTest server) {
        try (var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            alice.leaves();
        }
        try (var bob = server.client("bob")) {
            bob.sends("GET name").receives("Alice");
            bob.leaves();
        }
        assertThat(server.trace()).serves("alice").before("bob");
    }

    @Test
    @DisplayName(
            "for each client in turn the trace shows accept, receive, send, whatever their names")
    void acceptReceiveSend(TraceLog trace) {
        assertThat(trace).acceptsReceivesSends();
    }

    @Test
    @DisplayName("every request got one reply")
    void oneReplyEach(TraceLog trace) {
        assertThat(trace).answersEveryRequestOnce();
    }
}
