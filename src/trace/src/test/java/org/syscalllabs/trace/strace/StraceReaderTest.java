package org.syscalllabs.trace.strace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StraceReaderTest {

    private final List<Event> events = new ArrayList<>();
    private final StraceReader reader = new StraceReader(this::add);

    private void add(Event event) {
        if (!(event instanceof Begun)) {
            events.add(event);
        }
    }

    private void read(String log) {
        log.lines().forEach(reader::line);
        reader.end();
    }

    private Syscall onlyCall() {
        assertThat(events).singleElement().isInstanceOf(Syscall.class);
        return (Syscall) events.getFirst();
    }

    @Test
    void a_line_of_a_log_file_has_a_thread_a_time_arguments_a_result_and_a_duration() {
        read(
                """
                7279  1795358953.163870 read(6<TCP:[127.0.0.1:1->127.0.0.1:2]>, "a, b)\\"\\r\\n", 1024) = 9 <0.000070>
                """);

        assertThat(onlyCall())
                .isEqualTo(
                        new Syscall(
                                1,
                                1,
                                7279,
                                "read",
                                "6<TCP:[127.0.0.1:1->127.0.0.1:2]>, \"a, b)\\\"\\r\\n\", 1024",
                                "9",
                                1_795_358_953_163_870_000L,
                                1_795_358_953_163_940_000L));
        assertThat(reader.clock()).isEqualTo(Clock.EPOCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    listen(3, 5) = 0                                           | 0  | -1
                    [pid 42] listen(3, 5)      = 0                             | 42 | -1
                    [pid    42] 00:00:01.5 listen(3, 5) = 0                    | 42 | 1500000000
                    42    listen(3, 5) = 0                                     | 42 | -1
                    42 00:00:01 listen(3, 5) = 0                               | 42 | 1000000000
                    00:00:01.000002 listen(3, 5) = 0 <0.1>                     | 0  | 1000002000
                    42<java> 1700000000.000001 listen(3, 5) = 0                | 42 | 1700000000000001000
                    [pid 42<G1 Conc#0>] 00:00:01 listen(3, 5) = 0              | 42 | 1000000000
                    1700000000 listen(3, 5) = 0                                | 0  | 1700000000000000000
                    1700000000.000001 (+     0.000012) listen(3, 5) = 0        | 0  | 1700000000000001000
                    42         0.000200 listen(3, 5) = 0                       | 42 | 200000
                    42 00:00:01 [  50] [00007f5d0a0e5a17] listen(3, 5) = 0     | 42 | 1000000000
                    """)
    void every_form_of_line_head_is_read(String line, int tid, long enter) {
        read(line);

        assertThat(onlyCall().name()).isEqualTo("listen");
        assertThat(onlyCall().tid()).isEqualTo(tid);
        assertThat(onlyCall().enter()).isEqualTo(enter);
        assertThat(onlyCall().value()).isZero();
        assertThat(reader.unreadable().count()).isZero();
    }

    @Test
    void a_call_on_two_lines_is_one_call_with_two_line_numbers() {
        read(
                """
                1 1700000000.000000 accept4(3<TCP:[1]>,  <unfinished ...>
                2 1700000000.000001 close(9) = 0
                1 1700000000.500000 <... accept4 resumed>{sa_family=AF_INET, sin_port=htons(5), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4
                """);

        var accept = (Syscall) events.get(1);
        assertThat(accept.line()).isEqualTo(1);
        assertThat(accept.endLine()).isEqualTo(3);
        assertThat(accept.args()).hasSize(4).startsWith("3<TCP:[1]>").endsWith("SOCK_CLOEXEC");
        assertThat(accept.port()).isEqualTo(5);
        assertThat(accept.exit() - accept.enter()).isEqualTo(500_000_000);
        assertThat(accept.before((Syscall) events.getFirst())).isFalse();
    }

    @Test
    void a_call_that_the_end_of_its_process_interrupts_never_finishes() {
        read(
                """
                1 accept4(3,  <unfinished ...>
                1 <... accept4 resumed> <unfinished ...>) = ?
                1 +++ killed by SIGKILL (core dumped) +++
                """);

        assertThat(((Syscall) events.getFirst()).finished()).isFalse();
        assertThat(events.getLast()).isEqualTo(new Exit(3, 1, -1, "SIGKILL", -1));
    }

    @Test
    void a_restarted_call_is_an_interrupted_call_and_a_new_one() {
        read(
                """
                1 accept4(3, 0x7ffd, [16], 0) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)
                1 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---
                1 accept4(3, NULL, NULL, 0) = 4
                """);

        var interrupted = (Syscall) events.getFirst();
        assertThat(interrupted.finished()).isFalse();
        assertThat(interrupted.errno()).isEqualTo("ERESTARTSYS");
        assertThat(events.get(1))
                .isEqualTo(
                        new Signal(2, 1, "SIGCHLD", "{si_signo=SIGCHLD, si_code=CLD_EXITED}", -1));
        assertThat(((Syscall) events.getLast()).value()).isEqualTo(4);
    }

    @Test
    void a_call_that_began_before_the_log_is_kept_without_its_first_arguments() {
        read("1 <... accept4 resumed>NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:5]>");

        assertThat(onlyCall().fd()).isEqualTo(-1);
        assertThat(onlyCall().value()).isEqualTo(4);
        assertThat(onlyCall().resultSocket().peerPort()).isEqualTo(5);
    }

    @Test
    void a_failed_call_has_its_errors_name() {
        read("bind(3, {sa_family=AF_INET}, 16) = -1 EADDRINUSE (Address already in use)");

        assertThat(onlyCall().errno()).isEqualTo("EADDRINUSE");
        assertThat(onlyCall().value()).isEqualTo(-1);
        assertThat(onlyCall().succeeded()).isFalse();
    }

    @Test
    void commas_and_parentheses_in_names_of_files_split_nothing() {
        read("sendfile(4<TCP:[[::1]:1->[::1]:2]>, 5</tmp/a,(b>, NULL, 9) = 9");

        assertThat(onlyCall().args())
                .containsExactly("4<TCP:[[::1]:1->[::1]:2]>", "5</tmp/a,(b>", "NULL", "9");
    }

    @Test
    void a_device_has_angle_brackets_in_its_angle_brackets() {
        read("write(1</dev/pts/0<char 136:0>>, \"hi\", 2) = 2");

        assertThat(onlyCall().args()).containsExactly("1</dev/pts/0<char 136:0>>", "\"hi\"", "2");
    }

    @Test
    void the_time_goes_on_after_midnight() {
        read(
                """
                23:59:59.900000 close(3) = 0
                00:00:00.100000 close(4) = 0
                """);

        var before = ((Syscall) events.getFirst()).enter();
        assertThat(((Syscall) events.getLast()).enter() - before).isEqualTo(200_000_000);
    }

    @Test
    void relative_times_add_up_over_all_threads() {
        read(
                """
                1      0.000000 close(3) = 0
                2      0.000100 close(4) = 0
                1      0.000200 close(5) = 0
                """);

        assertThat(((Syscall) events.getLast()).enter()).isEqualTo(300_000);
        assertThat(reader.clock()).isEqualTo(Clock.START);
    }

    @Test
    void a_servers_own_output_between_the_lines_is_counted_by_number() {
        read(
                """
                listen(3, 5) = 0
                Listening on port 6379
                accept4(3, NULL, NULL, 0) = 4
                200 OK
                """);

        assertThat(events).hasSize(2);
        assertThat(reader.unreadable()).isEqualTo(new Unreadable(2, List.of(2, 4)));
        assertThat(reader.unreadable()).hasToString("2 lines could not be read: 2, 4");
    }

    @Test
    void output_on_the_same_terminal_may_tear_a_call_in_two() {
        read(
                """
                write(1, "a client\\n", 9a client
                )               = 9
                write(1, "bye", 3bye)    = 3
                """);

        assertThat(events).hasSize(2);
        assertThat(((Syscall) events.getFirst()).value()).isEqualTo(9);
        assertThat(((Syscall) events.getFirst()).endLine()).isEqualTo(2);
        assertThat(reader.unreadable().count()).isZero();
    }

    @Test
    void output_without_a_line_end_may_stand_before_a_call() {
        read("name? [pid 42] read(0, \"bob\", 3) = 3");

        assertThat(onlyCall().tid()).isEqualTo(42);
    }

    @Test
    void straces_own_word_of_a_new_thread_may_tear_a_call_in_two() {
        read(
                """
                [pid 41] accept4(3, strace: Process 42 attached
                 <unfinished ...>
                [pid 42] close(3) = 0
                [pid 41] <... accept4 resumed>NULL, NULL, 0) = 4
                [pid 41] clone(child_stack=NULL, flags=SIGCHLDstrace: Process 43 attached
                , child_tidptr=0x7f) = 43
                """);

        assertThat(events).hasSize(3);
        assertThat(((Syscall) events.get(1)).value()).isEqualTo(4);
        assertThat(((Syscall) events.get(1)).line()).isEqualTo(1);
        assertThat(((Syscall) events.getLast()).value()).isEqualTo(43);
        assertThat(reader.unreadable().count()).isZero();
    }

    @Test
    void lines_without_a_pid_are_of_the_only_thread_that_strace_follows() {
        read(
                """
                clone(child_stack=NULL, flags=SIGCHLD) = 42
                strace: Process 42 attached
                [pid 42] close(3) = 0
                [pid 41] close(4 <unfinished ...>
                [pid 42] +++ exited with 0 +++
                <... close resumed>) = 0
                close(5) = 0
                """);

        assertThat(reader.soleThread()).isEqualTo(41);
        assertThat(events).extracting(Event::tid).containsExactly(0, 42, 42, 41, 41);
        assertThat(reader.unreadable().count()).isZero();
    }

    @Test
    void what_has_begun_and_not_finished_is_pending() {
        reader.line("7 1700000000.5 accept4(3,  <unfinished ...>");

        assertThat(reader.pending())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.name()).isEqualTo("accept4");
                    assertThat(call.tid()).isEqualTo(7);
                    assertThat(call.finished()).isFalse();
                });

        reader.line("7 1700000000.6 <... accept4 resumed>NULL, NULL, 0) = 4");

        assertThat(reader.pending()).isEmpty();
    }

    @Test
    void the_beginning_of_a_call_on_the_last_line_shows_what_a_server_sleeps_in() {
        reader.line("7 listen(3, 5) = 0");
        reader.partialLine("7 accept4(3<TCP:[127.0.0.1:6379]>, ");

        assertThat(reader.pending()).extracting(Syscall::name).containsExactly("accept4");
        assertThat(reader.lines()).isEqualTo(1);

        reader.line("7 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4");

        assertThat(reader.pending()).isEmpty();
        assertThat(events).hasSize(2);
    }

    @Test
    void a_call_whose_end_is_lost_is_handed_over_unfinished_and_counted() {
        read(
                """
                7 accept4(3, {sa_fam
                7 close(3) = 0
                """);

        assertThat(events).hasSize(2);
        assertThat(((Syscall) events.getFirst()).finished()).isFalse();
        assertThat(reader.unreadable().lines()).containsExactly(1);
    }

    @Test
    void threads_names_are_kept() {
        read("42<http-worker> close(3) = 0");

        assertThat(reader.threadName(42)).isEqualTo("http-worker");
    }
}
