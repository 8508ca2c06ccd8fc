import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.syscalllabs.testkit.LabAssertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.LabTest;
import org.syscalllabs.testkit.ServerUnderTest;
import org.syscalllabs.trace.TraceLog;

/**
 * Lab 01: what a server does for a client, call by call.
 *
 * <p>A server in any language passes by the deed: accept, receive, send. The lab's own Server.java
 * makes its calls itself, so that for it, and for it alone, the calls' very names count too.
 */
@LabTest
class StartServerTest {

    @Test
    @DisplayName("the server keeps what alice sets")
    void keepsValues(ServerUnderTest server) {
        try (var alice = server.client("alice")) {
            alice.sends("GET name").receives("(nil)");
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
            bob.sends("SET age 28").receives("OK");
            bob.leaves();
        }
        assertThat(server.trace()).serves("alice").before("bob");
    }

    @Test
    @DisplayName("for each client in turn the trace shows accept, receive, send")
    void acceptReceiveSend(TraceLog trace) {
        assertThat(trace).acceptsReceivesSends();
    }

    @Test
    @DisplayName("the lab's own server makes these three calls: accept4, recvmsg, sendmsg")
    void accept4RecvmsgSendmsg(TraceLog trace) {
        assumeTrue(isLabsOwnServer(trace), "another program chooses its own calls");
        assertThat(trace).usesOnly("accept4", "recvmsg", "sendmsg");
    }

    @Test
    @DisplayName("every request got one reply")
    void oneReplyEach(TraceLog trace) {
        assertThat(trace).answersEveryRequestOnce();
    }

    /** Its main class is called Server: {@code execve("…/java", ["java", …, "Server"], …)}. */
    private static boolean isLabsOwnServer(TraceLog trace) {
        return trace.overview().programs().stream()
                .anyMatch(exec -> exec.arg(1).endsWith("\"Server\"]"));
    }
}
