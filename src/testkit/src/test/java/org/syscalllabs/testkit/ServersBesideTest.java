package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.trace.strace.Signal;

/**
 * Servers beside and after one another on one port, and what the authors of wrong ones are told.
 */
class ServersBesideTest {

    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    @DisplayName("the second of two servers is refused, ended, and judged by a trace of its own")
    void second() {
        try (var server = Zoo.start("blocking_resp");
                var alice = server.client("alice")) {
            try (var second = server.another().cannotListen().exitedWith(1)) {
                second.saysThat("Address already in use");
                LabAssertions.assertThat(second.trace()).failsToBind();
            }
            alice.sends("PING").receives("PONG");
            alice.leaves();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"blocking_resp", "daemonizes", "listens_then_daemonizes"})
    @DisplayName("SIGTERM, the end, and the next server's bind are one story in the merged trace")
    void handedOn(String name) {
        try (var server = Zoo.start(name)) {
            server.terminate().ends();
            server.refuses("bob");
            try (var next = server.another().listens();
                    var carol = next.client("carol")) {
                carol.sends("PING").receives("PONG");
                carol.leaves();
                var both = server.traceWith(next);
                LabAssertions.assertThat(both).handsThePortOn();
                assertThat(both.keep().connections()).extracting("client").containsExactly("carol");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"blocking_resp", "listens_then_daemonizes"})
    @DisplayName(
            "a server that is killed while alice is connected starts again if it reuses addresses")
    void restarts(String name) {
        try (var server = Zoo.start(name);
                var alice = server.client("alice")) {
            alice.sends("PING").receives("PONG");
            server.kill().ends();
            server.another().listens().close();
        }
    }

    @Test
    @DisplayName("a server that is killed ends with all that it had started")
    void endsWithTheFirst() {
        ServerUnderTest second;
        try (var server = Zoo.start("shares_the_port")) {
            second = server.another().listens();
            assertThat(second.run().processes()).isNotEmpty();
        }
        assertThat(second.run().processes()).isEmpty();
    }

    @Test
    @DisplayName("a server without SO_REUSEADDR is told why it can't start again")
    void neverReuses() {
        assertThat(
                        failure(
                                "never_reuses_its_address",
                                LONG,
                                server -> {
                                    try (var alice = server.client("alice")) {
                                        alice.sends("PING").receives("PONG");
                                        server.kill().ends();
                                        server.another().listens();
                                    }
                                }))
                .isEqualTo(
                        """
                        expected: the server listens on 127.0.0.1:PORT
                        but was:  its bind to port PORT failed: EADDRINUSE, Address already in use
                        hint:     end that program, or set SO_REUSEADDR before bind()
                        trace:    target/zoo/never_reuses_its_address/trace-b.log\
                        """);
    }

    @Test
    @DisplayName("a server that lets a second one in is told by what")
    void shares() {
        assertThat(failure("shares_the_port", LONG, server -> server.another().cannotListen()))
                .isEqualTo(
                        """
                        expected: a second server on 127.0.0.1:PORT ends: EADDRINUSE
                        but was:  it listens there too
                        because:  both have set SO_REUSEPORT: the kernel shares the clients out among them
                        hint:     set SO_REUSEPORT only where two servers are meant to share a port
                        trace:    target/zoo/shares_the_port/trace-b.log\
                        """);
    }

    @Test
    @DisplayName("a server that takes another port is told who looks for it in vain")
    void takesTheNext() {
        assertThat(failure("takes_the_next_port", LONG, server -> server.another().cannotListen()))
                .isEqualTo(
                        """
                        expected: a second server on 127.0.0.1:PORT ends: EADDRINUSE
                        but was:  it listens on port PORT
                        because:  a client that is told port PORT never finds it there
                        hint:     when bind() fails, say so and end
                        trace:    target/zoo/takes_the_next_port/trace-b.log\
                        """);
    }

    @Test
    @DisplayName("a server that tries for ever is told that it does")
    void neverGivesUp() {
        assertThat(failure("waits_for_its_port", SHORT, server -> server.another().cannotListen()))
                .startsWith(
                        """
                        expected: a second server on 127.0.0.1:PORT ends: EADDRINUSE
                        but was:  it had not in 4 s
                        """)
                .contains("hint:     when bind() fails, say so and end\n")
                .endsWith("trace:    target/zoo/waits_for_its_port/trace-b.log:N");
    }

    @Test
    @DisplayName("a server that ignores SIGTERM is told where it stays")
    void ignoresSigterm() {
        assertThat(failure("ignores_sigterm", SHORT, server -> server.terminate().ends()))
                .isEqualTo(
                        """
                        expected: the server ends when it is told to
                        but was:  it had not in 4 s

                          line  thread  call  client
                          N  main  accept4(3)  ← not returned yet

                        because:  the server was in accept4(3), line N
                        hint:     end on SIGTERM, as a program does that does not handle it
                        output:   none
                        trace:    target/zoo/ignores_sigterm/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("workers that have inherited the listener from their parent are all told to end")
    void tellsAllHeirs() {
        try (var server = Zoo.start("preforks_and_leaves")) {
            server.terminate().ends();
            assertThat(server.trace().keep().signals())
                    .extracting(Signal::name)
                    .containsExactly("SIGTERM", "SIGTERM", "SIGTERM");
            assertThat(server.trace().keep().sockets().getFirst().end()).isNotNull();
        }
    }

    @Test
    @DisplayName("a server that is told once more may have ended by then")
    void toldTwice() {
        try (var server = Zoo.start("blocking_resp")) {
            server.terminate().kill().ends();
        }
    }

    @Test
    @DisplayName("where nobody has the listener any more, nobody can be told to end")
    void nobodyToTell() {
        assertThat(failure("daemonizes_without_its_listener", LONG, ServerUnderTest::terminate))
                .isEqualTo(
                        """
                        expected: the server listens until it is told to end
                        but was:  none of its processes has the listener any more

                          line  thread  call  client
                          N  process N  pause()  ← not returned yet

                        hint:     keep the listener open, in the process that serves
                        output:   none
                        trace:    target/zoo/daemonizes_without_its_listener/trace.log:N\
                        """);
        assertThat(
                        failure(
                                "dies_in_the_middle",
                                LONG,
                                server -> {
                                    server.client("alice").sends("PING");
                                    server.ends().terminate();
                                }))
                .startsWith(
                        """
                        expected: the server listens until it is told to end
                        but was:  the server died, with exit status 1
                        """);
    }

    @Test
    @DisplayName("while somebody listens, nobody is refused")
    void listensStill() {
        assertThat(failure("blocking_resp", LONG, server -> server.refuses("bob")))
                .isEqualTo(
                        """
                        expected: bob is refused: nobody listens on 127.0.0.1:PORT
                        but was:  something does
                        hint:     close the listener, or end: a child that was forked has it open too
                        trace:    target/zoo/blocking_resp/trace.log\
                        """);
    }

    @Test
    @DisplayName("another exit status, and other words, are shown beside those that were expected")
    void exitStatusAndWords() {
        assertThat(
                        failure(
                                "blocking_resp",
                                LONG,
                                server -> server.another().cannotListen().exitedWith(98)))
                .startsWith(
                        """
                        expected: the server ends with exit status 98
                        but was:  it ended, with exit status 1
                        because:  a program that started it can tell failures apart by their status only
                        output:   N bytes in target/zoo/blocking_resp/server-b.log, the last:
                        """);
        assertThat(
                        failure(
                                "blocking_resp",
                                LONG,
                                server -> server.another().cannotListen().saysThat("held by")))
                .startsWith(
                        """
                        expected: the server says: … held by …
                        but was:  it printed no such line
                        """);
        assertThat(
                        failure(
                                "blocking_resp",
                                LONG,
                                server ->
                                        server.another()
                                                .cannotListen()
                                                .saysThat("Address already in use", "held by")))
                .startsWith(
                        """
                        expected: the server says: … Address already in use … held by …
                        but was:  it said: OSError: [Errno 98] Address already in use
                        """);
    }

    private static String failure(String name, Duration timeout, Consumer<ServerUnderTest> script) {
        try (var server = Zoo.start(name, timeout)) {
            return Zoo.normalised(catchThrowable(() -> script.accept(server)));
        }
    }
}
