import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.syscalllabs.testkit.LabAssertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.LabTest;
import org.syscalllabs.testkit.ServerUnderTest;

/**
 * Lab 04: who has a port, and who has it next.
 *
 * <p>What a server may be told by options is judged only of one that offers them, as the lab's own
 * does.
 */
@LabTest(seeOneAnother = true)
class PortConflictsTest {

    /** The error's number on Linux, and the exit status of the lab's server. */
    private static final int EADDRINUSE = 98;

    private static final int CLIENTS = 16;

    @Test
    @Order(1)
    @DisplayName("a second server on the port is refused, and the first serves on")
    void aSecondServerIsRefused(ServerUnderTest server) {
        try (var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            try (var second = server.another()) {
                second.cannotListen();
                assertThat(second.trace()).failsToBind();
            }
            alice.sends("GET name").receives("Alice");
            alice.leaves();
        }
    }

    @Test
    @Order(2)
    @DisplayName("the one that was refused says who has the port, and exits with 98, EADDRINUSE")
    void theRefusedOneSaysWhy(ServerUnderTest server) {
        assumeTrue(offers(server, "--reuse-address"), "another program chooses its own words");
        // Whose listen() it was, as strace saw it.
        var holder = server.trace().keep().sockets().getFirst().pid();
        try (var second = server.another()) {
            second.cannotListen();
            second.saysThat("held by", "(pid " + holder + ")").exitedWith(EADDRINUSE);
        }
    }

    @Test
    @Order(3)
    @DisplayName("told to end by SIGTERM, the server ends, and the next one has its port")
    void sigtermHandsThePortOn(ServerUnderTest server) {
        var offersOptions = offers(server, "--reuse-address");
        server.terminate().ends();
        server.refuses("bob");
        try (var next = server.another().listens();
                var carol = next.client("carol")) {
            carol.sends("SET name Carol").receives("OK");
            carol.leaves();
            var both = assertThat(server.traceWith(next)).handsThePortOn();
            if (offersOptions) {
                both.closesBeforeItEnds();
            }
        }
    }

    @Test
    @Order(4)
    @DisplayName("killed while alice is connected, it can start again at once: SO_REUSEADDR")
    void restartsAtOnce(ServerUnderTest server) {
        if (offers(server, "--reuse-address")) {
            withAndWithoutTheOption(server);
            return;
        }
        try (var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            server.kill().ends();
            server.another().listens().close();
        }
    }

    private static void withAndWithoutTheOption(ServerUnderTest server) {
        try (var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            server.kill().ends();
            // Nobody listens any more, but alice's connection still has the port: FIN_WAIT2.
            var plain = server.another().cannotListen();
            assertThat(plain.trace()).failsToBind();
            // The old one had not set it: the new one alone can't overlook anything.
            server.another("--reuse-address").cannotListen();
        } // alice resets its connection: now nothing has the port
        try (var old = server.another("--reuse-address").listens();
                var bob = old.client("bob")) {
            bob.sends("SET name Bob").receives("OK");
            old.kill().ends();
            server.another("--reuse-address").listens().close();
            server.another().cannotListen();
        }
    }

    @Test
    @Order(5)
    @DisplayName("two servers with --reuse-port share the port, and its clients")
    void reusePortShares(ServerUnderTest server) {
        assumeTrue(offers(server, "--reuse-port"), "another program has options of its own");
        server.kill().ends();
        try (var one = server.another("--reuse-port").listens();
                var other = server.another("--reuse-port").listens()) {
            // Each client is in the backlog of one of the two, by a hash of its address and port.
            for (var i = 1; i <= CLIENTS; i++) {
                try (var client = one.client("client " + i)) {
                    client.sends("PING").receives("PONG");
                }
            }
            assertThat(one.traceWith(other)).sharesThePort();
            server.another().cannotListen(); // for it has not agreed
        }
    }

    /** A server that offers an option says so when it is asked for help. */
    private static boolean offers(ServerUnderTest server, String option) {
        try (var help = server.another("--help")) {
            return help.cannotListen().printed().stream().anyMatch(line -> line.contains(option));
        }
    }
}
