package org.syscalllabs.trace;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.server.ClientFacts;

@DisplayName("Logs as people post them:")
class CasesTest {

    /** Carol, then dave, with read and write, as strace prints them without -f. */
    private static final List<String> IN_TURN =
            List.of(
                    "listen(7, 128)                          = 0",
                    "accept(7, {sa_family=AF_INET, sin_port=htons(40001)}, [16]) = 9",
                    "read(9, \"PING\\r\\n\", 512)              = 6",
                    "write(9, \"+PONG\\r\\n\", 7)             = 7",
                    "read(9, \"\", 512)                      = 0",
                    "close(9)                                = 0",
                    "accept(7, {sa_family=AF_INET, sin_port=htons(40002)}, [16]) = 9",
                    "read(9, \"PING\\r\\n\", 512)              = 6",
                    "write(9, \"+PONG\\r\\n\", 7)             = 7",
                    "read(9, \"\", 512)                      = 0",
                    "close(9)                                = 0");

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static Verdict inTurn(String log) {
        return TraceLog.ofText(log).judge(Claims.servedOneAtATime());
    }

    private static Verdict replies(String log) {
        return TraceLog.ofText(log).judge(Claims.everyRequestGotOneReply());
    }

    private static void provesAll(String log) {
        assertThat(inTurn(log).text()).startsWith("proved:").doesNotContain("unread:");
        assertThat(replies(log).text()).startsWith("proved:").doesNotContain("unread:");
    }

    @Nested
    class Prefixes {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\t",
                    "> ",
                    "> > ",
                    "store-1  | ",
                    "Nov 25 15:46:01 box strace[917]: ",
                    "app: "
                })
        void a_prefix_that_all_lines_share_is_read_over(String prefix) {
            provesAll(text(IN_TURN.stream().map(line -> prefix + line).toList()));
        }

        @Test
        void numbers_of_lines_are_a_prefix_too() {
            provesAll(
                    text(
                            IntStream.range(0, IN_TURN.size())
                                    .mapToObj(i -> "%6d\t%s".formatted(i + 1, IN_TURN.get(i)))
                                    .toList()));
        }

        @Test
        void some_lines_with_a_prefix_are_unread_and_named_whatever_the_verdict() {
            var log = text(IN_TURN).replace("read(", "> read(").replace("write(", "> write(");

            assertThat(inTurn(log).kind()).isEqualTo("undecided");
            assertThat(inTurn(log).text())
                    .contains("unread:   6 lines could not be read: 3, 4, 5, 8, 9, 10");
        }

        @Test
        void a_line_that_can_not_be_read_is_named_in_a_proof_too() {
            var log = text(IN_TURN).replace("read(9, \"\"", "[... 12 lines ...]\nread(9, \"\"");

            assertThat(inTurn(log).text())
                    .startsWith("proved:")
                    .contains("unread:   2 lines could not be read: 5, 11");
        }

        @Test
        void colours_mean_nothing() {
            provesAll(text(IN_TURN).replaceAll("(?m)^(\\w+)", "\033[1;34m$1\033[0m"));
        }

        @Test
        void a_shell_of_windows_saves_utf_16(@TempDir Path folder) throws IOException {
            var file = folder.resolve("trace.log");
            Files.write(file, text(IN_TURN).replace("\n", "\r\n").getBytes(UTF_16));

            assertThat(TraceLog.of(file).judge(Claims.servedOneAtATime()).kind())
                    .isEqualTo("proved");
        }
    }

    @Nested
    class WhatStraceAdds {

        @Test
        void stack_frames_belong_to_the_call_above() {
            provesAll(
                    text(
                            IN_TURN.stream()
                                    .map(line ->
                                            line
                                                    + "\n > /lib/libc.so.6(__read+0x14) [0x10e1]"
                                                    + "\n > /srv/store(serve+0x3c) [0x13c]")
                                    .toList()));
        }

        @Test
        void the_table_at_the_end_is_no_time_stamp() {
            var log =
                    text(IN_TURN)
                            + """
                            % time     seconds  usecs/call     calls    errors syscall
                            ------ ----------- ----------- --------- --------- ----------------
                             75.00    0.000030           7         4           read
                             25.00    0.000010           5         2           write
                            ------ ----------- ----------- --------- --------- ----------------
                            100.00    0.000040                     6           total
                            """;

            provesAll(log);
            assertThat(TraceLog.ofText(log).overview().timeline(60)).contains("line 2");
        }

        @Test
        void an_accept_that_a_signal_interrupted_asked_for_nobody() {
            provesAll(
                    text(IN_TURN)
                            .replaceFirst(
                                    "accept",
                                    "accept(7, 0x7ffe, [16]) = ? ERESTARTSYS (To be restarted)\n"
                                            + "--- SIGALRM {si_signo=SIGALRM} ---\naccept"));
        }

        @Test
        void raw_arguments_have_descriptors_in_hexadecimal() {
            var raw =
                    text(IN_TURN)
                            .replaceAll("\\{[^}]*\\}", "0x7ffe")
                            .replaceAll("\"[^\"]*\"", "0x7f00")
                            .replaceAll("\\b(7|9)\\b", "0x$1");

            assertThat(inTurn(raw).kind()).isEqualTo("proved");
            assertThat(replies(raw).kind()).isEqualTo("undecided");
        }

        @Test
        void two_calls_on_one_line_are_both_read() {
            var log =
                    text(IN_TURN.stream().map(line -> "[pid   300] " + line).toList())
                            .replaceAll("\n(\\[pid   300\\] read\\(9, \"P)", "        $1");

            provesAll(log);
        }

        @ParameterizedTest
        @CsvSource({"read,recv", "write,send", "read,recvfrom", "write,sendto"})
        void other_names_for_the_same_deed_are_as_good(String name, String other) {
            provesAll(text(IN_TURN).replace(name + "(", other + "("));
        }

        @Test
        void names_of_32_bits_are_the_plain_names() {
            var waits =
                    List.of(
                            "select(10, [7 9], NULL, NULL, NULL) = 1 (in [7])",
                            "pselect6_time64(10, [7 9], NULL, NULL, NULL, NULL) = 1 (in [7])");
            for (var wait : waits) {
                var verdict = inTurn(text(IN_TURN).replaceFirst("accept", wait + "\naccept"));

                assertThat(verdict.kind()).isEqualTo("undecided");
                assertThat(verdict.finding()).isEqualTo("no client came while another was served");
            }
        }
    }

    @Nested
    class OldVersions {

        private static final String IN_TURN_BY_CHILDREN =
                """
                listen(3, 9)                            = 0
                accept(3, {sa_family=AF_INET, sin_port=htons(40001)}, [16]) = 4
                clone(Process 812 attached
                child_stack=0, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0xb77) = 812
                [pid   811] close(4)                    = 0
                [pid   811] waitpid(812, Process 811 suspended
                 <unfinished ...>
                [pid   812] read(4, "PING\\n", 64)       = 5
                [pid   812] write(4, "PONG\\n", 5)       = 5
                [pid   812] read(4, "", 64)             = 0
                [pid   812] exit_group(0)               = ?
                Process 811 resumed
                Process 812 detached
                <... waitpid resumed> [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0) = 812
                --- SIGCHLD (Child exited) @ 0 (0) ---
                accept(3, {sa_family=AF_INET, sin_port=htons(40002)}, [16]) = 4
                read(4, "PING\\n", 64)                  = 5
                write(4, "PONG\\n", 5)                  = 5
                read(4, "", 64)                         = 0
                close(4)                                = 0
                """;

        @Test
        void lines_without_a_pid_are_of_the_one_that_is_left() {
            provesAll(IN_TURN_BY_CHILDREN);
        }

        @Test
        void children_that_serve_side_by_side_refute_it() {
            var verdict =
                    inTurn(
                            IN_TURN_BY_CHILDREN.replace(
                                    "waitpid(812, Process 811 suspended\n <unfinished ...>",
                                    "accept(3,  <unfinished ...>"));

            assertThat(verdict.kind()).isEqualTo("refuted");
            assertThat(verdict.because()).contains("a child process for each client");
        }
    }

    @Nested
    class Descriptors {

        @Test
        void one_that_is_given_again_was_closed_though_no_call_shows_it() {
            var log = text(IN_TURN).replaceAll("(?m)^(close|read\\(9, \"\").*\n", "");

            assertThat(inTurn(log).kind()).isEqualTo("proved");
        }

        @Test
        void where_no_close_is_traced_an_accept_at_the_end_decides_nothing() {
            var log = text(IN_TURN).replaceAll("(?m)^(close|read\\(9, \"\").*\n", "");

            assertThat(inTurn(log + "accept(7, ").kind()).isEqualTo("undecided");
        }

        @Test
        void of_two_processes_that_strace_was_attached_to_each_has_its_own() {
            var trace =
                    TraceLog.ofText(
                                    """
                                    strace: Process 31 attached
                                    strace: Process 32 attached
                                    [pid 31] accept(3, {sa_family=AF_INET, sin_port=htons(40001)}, [16]) = 4
                                    [pid 32] accept(3, {sa_family=AF_INET, sin_port=htons(40002)}, [16]) = 4
                                    [pid 31] read(4, "GET a\\n", 64) = 6
                                    [pid 32] read(4, "GET b\\n", 64) = 6
                                    """)
                            .keep();

            assertThat(trace.connections())
                    .extracting(c -> trace.receives(c).getFirst().payload().text())
                    .containsExactly("GET a\n", "GET b\n");
        }

        @Test
        void a_pid_that_is_used_again_is_another_process() {
            var log =
                    """
                    10 listen(3, 5) = 0
                    10 accept(3, {sa_family=AF_INET, sin_port=htons(40001)}, [16]) = 4
                    10 fork() = 11
                    10 close(4) = 0
                    11 read(4, "PING\\n", 64) = 5
                    11 write(4, "PONG\\n", 5) = 5
                    11 read(4, "", 64) = 0
                    10 accept(3, {sa_family=AF_INET, sin_port=htons(40002)}, [16]) = 5
                    10 fork() = 11
                    10 close(5) = 0
                    11 read(5, "PING\\n", 64) = 5
                    """;
            var trace = TraceLog.ofText(log).keep();

            assertThat(trace.receives(trace.connections().getLast())).hasSize(1);
        }

        @Test
        void sockets_that_are_not_tcp_bring_no_clients() {
            var trace =
                    TraceLog.ofText(
                                    """
                                    socket(AF_UNIX, SOCK_STREAM, 0) = 3
                                    bind(3, {sa_family=AF_UNIX, sun_path="/run/s"}, 110) = 0
                                    listen(3, 5) = 0
                                    accept(3, NULL, NULL) = 4
                                    read(4, "PING\\n", 64) = 5
                                    """)
                            .keep();

            assertThat(trace.connections()).isEmpty();
        }
    }

    @Nested
    class OutOfSight {

        @Test
        void bytes_that_a_client_got_and_no_call_sent_leave_it_open() {
            var log =
                    TraceLog.ofText(text(IN_TURN))
                            .withClients(
                                    List.of(
                                            new ClientFacts("carol", 40001, -1, -1, 7, 6),
                                            new ClientFacts("dave", 40002, -1, -1, 12, 6)));

            for (var claim : Claims.ofEveryServer().subList(0, 2)) {
                assertThat(log.judge(claim).kind()).isEqualTo("undecided");
                assertThat(log.judge(claim).because())
                        .startsWith("dave got 5 bytes that no traced call sent");
            }
            assertThat(log.judge(Claims.servedBefore("carol", "dave")).kind())
                    .isEqualTo("undecided");
        }

        @Test
        void of_another_protocol_replies_can_not_be_counted() {
            var http =
                    text(IN_TURN)
                            .replace("\"PING\\r\\n\"", "\"GET / HTTP/1.1\\r\\n\\r\\n\"")
                            .replace("= 6", "= 18");

            assertThat(replies(http).kind()).isEqualTo("undecided");
            assertThat(replies(text(IN_TURN).replaceAll("(?m)^read.*\n", "")).kind())
                    .isEqualTo("undecided");
        }

        @Test
        void a_reply_on_another_connection_is_shown_with_both_lines() {
            var verdict =
                    replies(
                            """
                            listen(3, 5) = 0
                            accept(3, {sa_family=AF_INET, sin_port=htons(40001)}, [16]) = 4
                            accept(3, {sa_family=AF_INET, sin_port=htons(40002)}, [16]) = 5
                            read(4, "PING\\r\\n", 64) = 6
                            write(5, "+PONG\\r\\n", 7) = 7
                            """);

            assertThat(verdict.finding())
                    .isEqualTo("client-1's request was answered on client-2's connection");
            assertThat(verdict.evidence()).extracting("line").containsExactly(4, 5);
        }
    }

    @Test
    void a_broken_line_of_a_megabyte_costs_its_length() {
        var line = "read(" + "3<".repeat(500_000) + "\n";
        var before = System.nanoTime();

        TraceLog.ofText(line).keep();

        assertThat(System.nanoTime() - before).as("nanoseconds").isLessThan(5_000_000_000L);
    }

    @Test
    void more_than_twenty_clients_are_folded_in_the_timeline() {
        var log = new Logs().listens(1);
        for (var i = 0; i < 50; i++) {
            log.accepts(1, 4, 40000 + i).serves(1, 4, 40000 + i);
        }

        assertThat(log.log().overview().timeline(80)).contains("… 30 more").contains("client-20");
        assertThat(log.log().overview().timeline(80)).doesNotContain("client-21");
    }
}
