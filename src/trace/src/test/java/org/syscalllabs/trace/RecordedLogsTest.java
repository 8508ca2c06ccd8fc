package org.syscalllabs.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.server.Connection;

@DisplayName("Of logs that strace made of real programs")
class RecordedLogsTest {

    static List<Recording> all() throws IOException {
        return Recording.all();
    }

    static Stream<Recording> withTwoClients() throws IOException {
        return Recording.all().stream().filter(recording -> recording.peers().size() == 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("every line is read, but for those that are no strace lines")
    void every_line_is_read(Recording recording) throws IOException {
        var unreadable = recording.read().keep().unreadable();

        assertThat(unreadable.lines()).isEqualTo(recording.unreadable());
        assertThat(unreadable.count()).isEqualTo(recording.unreadable().size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("the clients are known by their ports, in the order of their accepts")
    void the_clients_are_known_by_their_ports(Recording recording) throws IOException {
        assertThat(recording.read().keep().connections())
                .extracting(Connection::peerPort)
                .isEqualTo(recording.peers());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("alice's calls are those of her connection, whatever threads made them")
    void alices_calls_are_those_of_her_connection(Recording recording) throws IOException {
        var calls = new ArrayList<String>();
        var trace = recording.read().keep();
        for (var alice : trace.connections().stream().limit(1).toList()) {
            if (alice.accept() != null) {
                calls.add(alice.accept().name());
            }
            trace.calls(alice).forEach(call -> calls.add(call.name()));
        }

        assertThat(calls).isEqualTo(recording.callsOfAlice());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("one client at a time is proved of blocking servers only")
    void one_client_at_a_time_is_proved_of_blocking_servers_only(Recording recording)
            throws IOException {
        var verdict = recording.read().judge(Claims.servedOneAtATime());

        assertThat(verdict.isProved()).as(verdict.text()).isEqualTo(recording.inTurn());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withTwoClients")
    @DisplayName("alice was served before bob by blocking servers only")
    void alice_was_served_before_bob_by_blocking_servers_only(Recording recording)
            throws IOException {
        var log = recording.read();
        var trace = log.keep();
        var verdict = log.judge(Claims.servedBefore(first(trace), second(trace)));

        assertThat(verdict.isProved()).as(verdict.text()).isEqualTo(recording.inTurn());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withTwoClients")
    @DisplayName("bob was never served before alice")
    void bob_was_never_served_before_alice(Recording recording) throws IOException {
        var log = recording.read();
        var trace = log.keep();
        var alice = first(trace);
        var bob = second(trace);
        var verdict = log.judge(Claims.servedBefore(bob, alice));

        assertThat(verdict.kind())
                .as(verdict.text())
                .isEqualTo(trace.orderUnknown() == null ? "refuted" : "undecided");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withTwoClients")
    @DisplayName("alice was served while bob was by concurrent servers only")
    void alice_was_served_while_bob_was_by_concurrent_servers_only(Recording recording)
            throws IOException {
        var log = recording.read();
        var trace = log.keep();
        var verdict = log.judge(Claims.servedWhile(first(trace), second(trace)));

        assertThat(verdict.isProved()).as(verdict.text()).isEqualTo(recording.together());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("every request got one reply, where the log shows it")
    void every_request_got_one_reply_where_the_log_shows_it(Recording recording)
            throws IOException {
        var verdict = recording.read().judge(Claims.everyRequestGotOneReply());

        assertThat(verdict.isProved()).as(verdict.text()).isEqualTo(recording.oneReplyEach());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("a bind failed where the port was taken, and nowhere else")
    void a_bind_failed_where_the_port_was_taken(Recording recording) throws IOException {
        var verdict = recording.read().judge(Claims.bindFailedWithAddressInUse());

        assertThat(verdict.isProved())
                .as(verdict.text())
                .isEqualTo(recording.start().equals("taken"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withTwoClients")
    @DisplayName("the times count from what strace's flags say")
    void the_times_count_from_what_straces_flags_say(Recording recording) throws IOException {
        assertThat(recording.read().keep().clock()).isEqualTo(recording.clock());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("a verdict that doesn't hold says why")
    void a_verdict_that_does_not_hold_says_why(Recording recording) throws IOException {
        var verdict = recording.read().judge(Claims.servedOneAtATime());

        if (!verdict.isProved()) {
            assertThat(verdict.finding()).isNotBlank();
            assertThat(verdict.because()).isNotBlank();
        }
    }

    @Test
    @DisplayName("every log has its row, and every row its log")
    void every_log_has_its_row() throws IOException {
        var rows = Recording.all().stream().map(Recording::log).toList();
        List<String> logs;
        try (var files = Files.list(Recording.folder())) {
            logs =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.contains(".") || name.endsWith(".log"))
                            .map(name -> name.replace(".log", ""))
                            .toList();
        }

        assertThat(rows).containsExactlyInAnyOrderElementsOf(logs);
    }

    private static String first(Trace trace) {
        return trace.connections().get(0).client();
    }

    private static String second(Trace trace) {
        return trace.connections().get(1).client();
    }
}
