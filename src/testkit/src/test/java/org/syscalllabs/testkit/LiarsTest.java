package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Servers that are wrong, each in its own way, and the whole of what their authors are told. */
class LiarsTest {

    /** What is told of a server that hangs up on alice, also where bob is there. */
    private static final String CLOSED_EARLY =
            """
            expected: the server keeps alice connected
            but was:  the server closed alice's connection

              line  thread  call  client
              N  main  accept4(3) = 4  alice
              N  main  recvfrom(4) "SET name Alice"  alice
              N  main  sendto(4) "+OK"  alice
              N  main  close(4)  alice  ← the server hangs up

            hint:     serve a client until its receive returns 0 bytes: then it has left
            output:   none
            trace:    target/zoo/closes_alice_early/trace.log:N\
            """;

    private static final Duration SHORT = Duration.ofSeconds(4);

    @Test
    @DisplayName("a server that never listens is told what it was doing instead")
    void neverListens() {
        assertThat(failureToStart("never_listens", SHORT))
                .isEqualTo(
                        """
                        expected: the server listens on 127.0.0.1:PORT
                        but was:  it never called listen() in 4 s

                          line  thread  call  client
                          N  process N  pause()  ← not returned yet

                        because:  the server was in pause(), line N
                        hint:     bind a socket to $HOST and $PORT, then call listen()
                                  if it is only slow to start, as a compiler is: --timeout 60
                        output:   none
                        trace:    target/zoo/never_listens/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server that listens on another port is told both ports")
    void listensElsewhere() {
        assertThat(failureToStart("listens_elsewhere", Duration.ofSeconds(60)))
                .isEqualTo(
                        """
                        expected: the server listens on 127.0.0.1:PORT
                        but was:  it listens on port PORT
                        hint:     take the port from the environment: $PORT is PORT (Python: int(os.environ["PORT"]))
                                  or tell the check which port it is: --port PORT
                        trace:    target/zoo/listens_elsewhere/trace.log\
                        """);
    }

    @Test
    @DisplayName("a server that dies at its start is shown its own last words")
    void diesAtStart() {
        assertThat(failureToStart("dies_at_start", Duration.ofSeconds(60)))
                .isEqualTo(
                        """
                        expected: the server listens on 127.0.0.1:PORT
                        but was:  it ended before it called listen(), with exit status 3
                        output:   N bytes in target/zoo/dies_at_start/server.log, the last:
                          | Traceback (most recent call last):
                          |   File "src/test/servers/dies_at_start.py", line N, in <module>
                          |     {}["port"]
                          |     ~~^^^^^^^^
                          | KeyError: 'port'
                        trace:    target/zoo/dies_at_start/trace.log\
                        """);
    }

    @Test
    @DisplayName("a server that answers before it was asked is told what it sent")
    void answersBeforeAsked() {
        assertThat(failure("answers_before_asked", LiarsTest::aliceThenBob))
                .isEqualTo(
                        """
                        expected: alice gets nothing before the first request
                        but was:  the server sent "+OK\\r\\n" unasked

                          line  thread  call  client
                          N  main  accept4(3) = 4  alice
                          N  main  sendto(4) "+OK"  alice

                        hint:     receive a request before you send a reply
                        trace:    target/zoo/answers_before_asked/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server that answers twice is told what it sent too much")
    void answersTwice() {
        assertThat(failure("answers_twice", LiarsTest::aliceThenBob))
                .isEqualTo(
                        """
                        expected: alice gets one reply for SET name Alice
                        but was:  after OK the server sent "+OK\\r\\n" too

                          line  thread  call  client
                          N  main  accept4(3) = 4  alice
                          N  main  recvfrom(4) "SET name Alice"  alice
                          N  main  sendto(4) "+OK\\r\\n+OK"  alice

                        hint:     send each reply once
                        trace:    target/zoo/answers_twice/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server that serves bob first is told whom it passed over")
    void servesBobFirst() {
        assertThat(failure("serves_bob_first", LiarsTest::aliceAndBob))
                .isEqualTo(
                        """
                        expected: alice, who asked first, is served before bob
                        but was:  bob got a reply and alice got none

                          line  thread  call  client
                          N  main  recvfrom(5)  bob  ← not returned yet

                        because:  the server was in recvfrom(5) of bob's connection, line N
                        hint:     serve the client that accept() gave you before you accept the next
                        trace:    target/zoo/serves_bob_first/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server that closes alice early is told that it did")
    void closesAliceEarly() {
        assertThat(failure("closes_alice_early", LiarsTest::aliceThenBob)).isEqualTo(CLOSED_EARLY);
    }

    @Test
    @DisplayName("closing alice early shows too when bob is watched")
    void closesAliceEarlyWhileBobWaits() {
        assertThat(failure("closes_alice_early", LiarsTest::aliceAndBob)).isEqualTo(CLOSED_EARLY);
    }

    @Test
    @DisplayName("a server that dies in the middle is shown its exit status and its last words")
    void diesInTheMiddle() {
        assertThat(failure("dies_in_the_middle", LiarsTest::aliceThenBob))
                .isEqualTo(
                        """
                        expected: the server keeps alice connected
                        but was:  the server died, with exit status 1

                          line  thread  call  client
                          N  main  the process ends  ← the server has ended

                        hint:     a server outlives its clients: it ends when it is told to
                        output:   N bytes in target/zoo/dies_in_the_middle/server.log, the last:
                          | Traceback (most recent call last):
                          |   File "src/test/servers/dies_in_the_middle.py", line N, in <module>
                          |     raise RuntimeError("the store is gone")
                          | RuntimeError: the store is gone
                        trace:    target/zoo/dies_in_the_middle/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server that hangs in the middle is told where, when the time is over")
    void hangsInTheMiddle() {
        assertThat(failure("hangs_in_the_middle", SHORT, LiarsTest::aliceThenBob))
                .isEqualTo(
                        """
                        expected: alice gets the reply for GET name
                        but was:  no reply came, and the server does nothing more

                          line  thread  call  client
                          N  main  accept4(3) = 4  alice
                          N  main  recvfrom(4) "SET name Alice"  alice
                          N  main  sendto(4) "+OK"  alice
                          N  main  pause()  ← not returned yet

                        because:  the server was in pause(), line N
                        output:   none
                        trace:    target/zoo/hangs_in_the_middle/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server with a thread a client is shown the accept that came too early")
    void threaded() {
        assertThat(failure("threaded", LiarsTest::aliceAndBob))
                .isEqualTo(
                        """
                        expected: bob waits while alice is served
                        but was:  the server answered bob

                          line  thread  call  client
                          N  main  accept4(3) = 4  alice
                          N  main  accept4(3) = 5  bob  ← bob is taken, alice is still there
                          N  thread N  recvfrom(4) "SET name Alice"  alice
                          N  thread N  recvfrom(5) "SET age 28"  bob  ← bob begins

                        because:  thread N and thread N, which made receives, were started after an accept
                        hint:     one at a time means: accept, serve until the client has left, and only then accept again
                        trace:    target/zoo/threaded/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a server that accepts early and serves in turn is refuted by its trace")
    void acceptsEarly() {
        assertThat(
                        failure(
                                "accepts_early_serves_one_at_a_time",
                                server -> {
                                    aliceAndBob(server);
                                    LabAssertions.assertThat(server.trace()).servesOneAtATime();
                                }))
                .isEqualTo(
                        """
                        expected: the server serves one client at a time
                        but was:  bob was accepted on line N, before alice had left (line N)

                          line  thread  call  client
                          N  thread N  accept4(3) = 4  alice
                          N  thread N  accept4(3) = 5  bob  ← bob is taken, alice is still there
                          N  main  recvfrom(4) "SET name Alice"  alice
                          N  main  close(4)  alice  ← alice ends
                          N  main  recvfrom(5) "SET age 28"  bob  ← bob begins
                          N  main  close(5)  bob

                        because:  thread N accepts, and main makes every receive: the server takes clients out of the kernel's queue into its own
                        hint:     one at a time means: accept, serve until the client has left, and only then accept again
                        trace:    target/zoo/accepts_early_serves_one_at_a_time/trace.log:N\
                        """);
    }

    @Test
    @DisplayName("a wrong reply is shown beside the right one")
    void wrongReply() {
        assertThat(
                        failure(
                                "blocking_resp",
                                server -> {
                                    try (var alice = server.client("alice")) {
                                        alice.sends("GET name").receives("Alice");
                                    }
                                }))
                .isEqualTo(
                        """
                        expected: alice gets Alice for GET name
                        but was:  (nil)

                          line  thread  call  client
                          N  main  accept4(3) = 4  alice
                          N  main  recvfrom(4) "GET name"  alice
                          N  main  sendto(4) "$-1"  alice

                        sent:     "GET name\\r\\n"
                        trace:    target/zoo/blocking_resp/trace.log:N\
                        """);
    }

    private static void aliceThenBob(ServerUnderTest server) {
        try (var alice = server.client("alice")) {
            alice.sends("SET name Alice").receives("OK");
            alice.sends("GET name").receives("Alice");
            alice.leaves();
        }
        try (var bob = server.client("bob")) {
            bob.sends("SET age 28").receives("OK");
            bob.leaves();
        }
    }

    private static void aliceAndBob(ServerUnderTest server) {
        try (var alice = server.client("alice");
                var bob = server.client("bob")) {
            alice.sends("SET name Alice");
            bob.sends("SET age 28");
            alice.receives("OK");
            bob.waits();
            alice.leaves();
            bob.receives("OK");
            bob.leaves();
        }
    }

    private static String failure(String name, Consumer<ServerUnderTest> script) {
        return failure(name, Duration.ofSeconds(60), script);
    }

    private static String failure(String name, Duration timeout, Consumer<ServerUnderTest> script) {
        try (var server = Zoo.start(name, timeout)) {
            return Zoo.normalised(catchThrowable(() -> script.accept(server)));
        }
    }

    private static String failureToStart(String name, Duration timeout) {
        return Zoo.normalised(catchThrowable(() -> Zoo.start(name, timeout).close()));
    }
}
