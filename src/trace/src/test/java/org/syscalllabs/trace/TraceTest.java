package org.syscalllabs.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.syscalllabs.trace.Logs.ALICE;
import static org.syscalllabs.trace.Logs.BOB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Listener;
import org.syscalllabs.trace.strace.Syscall;

class TraceTest {

    private static Trace keep(String log) {
        return TraceLog.ofText(log).keep();
    }

    @Test
    void a_connection_goes_from_its_accept_to_its_close() {
        var trace = Logs.blocking().trace();

        assertThat(trace.listeners()).extracting(Listener::port).containsExactly(6379);
        var alice = trace.connections().getFirst();
        assertThat(alice.client()).isEqualTo("client-1");
        assertThat(alice.peerPort()).isEqualTo(ALICE);
        assertThat(alice.beginLine()).isEqualTo(4);
        assertThat(trace.receives(alice)).hasSize(2);
        assertThat(trace.sends(alice)).hasSize(1);
        assertThat(alice.close()).isNotNull().extracting(Syscall::line).isEqualTo(8);
        assertThat(alice.endLine()).isEqualTo(7); // where the server heard that alice had left
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void two_clients_with_the_same_descriptor_are_two_connections(boolean peersInLog) {
        var log = peersInLog ? new Logs() : new Logs().withoutPeers();
        var trace =
                log.listens(1)
                        .accepts(1, 4, ALICE)
                        .serves(1, 4, ALICE)
                        .accepts(1, 4, BOB)
                        .serves(1, 4, BOB)
                        .trace();

        assertThat(trace.connections())
                .extracting(Connection::peerPort)
                .containsExactly(ALICE, BOB);
        assertThat(trace.connections()).allSatisfy(c -> assertThat(trace.calls(c)).hasSize(3));
    }

    @Test
    void clients_are_called_by_the_port_they_came_from() {
        var trace = Logs.blocking().log(1).keep();

        assertThat(trace.connections())
                .extracting(Connection::client)
                .containsExactly("alice", "bob");
    }

    @Test
    void threads_share_descriptors_and_processes_do_not() {
        var trace =
                new Logs()
                        .withoutPeers()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .fork(1, 2)
                        .closes(1, 4, ALICE)
                        .accepts(1, 4, BOB)
                        .thread(1, 3)
                        .receives(2, 4, ALICE, "GET a\\r\\n")
                        .receives(3, 4, BOB, "GET b\\r\\n")
                        .trace();

        assertThat(trace.connections())
                .extracting(c -> trace.receives(c).getFirst().payload().text())
                .containsExactly("GET a\r\n", "GET b\r\n");
        assertThat(trace.connections().getFirst().closed()).isNull(); // the child's copy is open
        assertThat(trace.threadName(1)).isEqualTo("main");
        assertThat(trace.threadName(2)).isEqualTo("process 2");
        assertThat(trace.threadName(3)).isEqualTo("thread 3");
    }

    @Test
    void a_thread_that_has_ended_is_still_called_a_thread() {
        var logs = new Logs().listens(1).thread(1, 2).fork(1, 3).thread(1, 4);
        for (var tid = 2; tid <= 4; tid++) {
            logs.line(tid, "+++ exited with 0 +++");
        }
        var trace = logs.fork(1, 4).trace();

        assertThat(trace.threadName(2)).isEqualTo("thread 2");
        assertThat(trace.threadName(3)).isEqualTo("process 3");
        assertThat(trace.threadName(4)).as("given again").isEqualTo("process 4");
    }

    @Test
    void a_child_may_show_up_before_its_parents_fork_returns() {
        var trace =
                new Logs()
                        .withoutPeers()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .line(1, "clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>")
                        .receives(2, 4, ALICE, "GET a\\r\\n")
                        .line(1, "<... clone resumed>, child_tidptr=0x7f) = 2")
                        .closes(1, 4, ALICE)
                        .accepts(1, 4, BOB)
                        .receives(2, 4, ALICE, "GET c\\r\\n")
                        .trace();

        assertThat(trace.receives(trace.connections().getFirst())).hasSize(2);
        assertThat(trace.receives(trace.connections().getLast())).isEmpty();
        assertThat(trace.threadName(2)).isEqualTo("process 2");
    }

    @Test
    void a_connection_ends_with_its_last_process() {
        var trace =
                new Logs()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .fork(1, 2)
                        .closes(1, 4, ALICE)
                        .receives(2, 4, ALICE, "PING\\r\\n")
                        .line(2, "+++ exited with 0 +++")
                        .trace();

        assertThat(trace.connections().getFirst().endLine()).isEqualTo(8);
    }

    @Test
    void sockets_before_the_listen_are_none_of_the_servers() {
        var trace =
                keep(
                        """
                        socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 4
                        read(4, "x", 1) = 1
                        close(4) = 0
                        listen(5<UNIX-STREAM:[1]>, 5) = 0
                        accept4(5<UNIX-STREAM:[1]>, {sa_family=AF_UNIX}, [2], 0) = 6<UNIX-STREAM:[2]>
                        """);

        assertThat(trace.listeners()).isEmpty();
        assertThat(trace.connections()).isEmpty();
    }

    @Test
    void when_strace_came_late_the_listener_is_what_accept_is_called_on() {
        var trace =
                keep(
                        """
                        [pid 5] accept4(3, {sa_family=AF_INET, sin_port=htons(41188), sin_addr=inet_addr("127.0.0.1")}, [16], 0) = 4
                        [pid 5] recvmsg(4, {msg_iov=[{iov_base="PING\\r\\n", iov_len=10}], msg_iovlen=1}, 0) = 6
                        """);

        assertThat(trace.listeners()).containsExactly(new Listener(-1, null));
        assertThat(trace.connections().getFirst().peerPort()).isEqualTo(ALICE);
        assertThat(trace.receives(trace.connections().getFirst())).hasSize(1);
    }

    @Test
    void a_client_that_was_there_before_strace_has_no_accept() {
        var trace =
                keep(
                        """
                        [pid 5] accept4(3<TCP:[127.0.0.1:6379]>,  <unfinished ...>
                        [pid 6] close(9) = 0
                        [pid 5] <... accept4 resumed>NULL, NULL, 0) = 5<TCP:[127.0.0.1:6379->127.0.0.1:41190]>
                        [pid 6] read(4<TCP:[127.0.0.1:6379->127.0.0.1:41188]>, "", 10) = 0
                        """);

        assertThat(trace.connections())
                .extracting(Connection::peerPort)
                .containsExactly(BOB, ALICE);
        assertThat(trace.connections().getLast().accept()).isNull();
    }

    @Test
    void a_peer_that_nothing_tells_is_unknown() {
        var trace =
                keep("listen(3<TCP:[*:6379]>, 5) = 0\naccept(3<TCP:[*:6379]>, NULL, NULL) = 4\n");

        assertThat(trace.connections().getFirst().peerPort()).isEqualTo(-1);
    }

    @Test
    void a_log_of_one_file_a_thread_is_read_in_the_order_of_its_times(@TempDir Path folder)
            throws IOException {
        Files.writeString(
                folder.resolve("log.10"),
                """
                1700000000.000001 listen(3<TCP:[127.0.0.1:6379]>, 5) = 0 <0.000001>
                1700000000.000010 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:41188]> <0.000100>
                1700000000.000200 clone3({flags=CLONE_VM|CLONE_FILES|CLONE_THREAD}, 88) = 11 <0.000010>
                1700000000.000300 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 5<TCP:[127.0.0.1:6379->127.0.0.1:41190]> <0.000500>
                """);
        Files.writeString(
                folder.resolve("log.11"),
                """
                1700000000.000310 read(4<TCP:[127.0.0.1:6379->127.0.0.1:41188]>, "PING\\r\\n", 10) = 6 <0.000001>
                1700000000.000900 read(4<TCP:[127.0.0.1:6379->127.0.0.1:41188]>, "", 10) = 0 <0.000001>
                """);
        Files.writeString(folder.resolve("log.txt"), "none of it\n");

        var log = TraceLog.of(folder.resolve("log"));
        var trace = log.keep();

        assertThat(trace.orderUnknown()).isNull();
        assertThat(trace.connections()).hasSize(2);
        var bob = trace.connections().getLast().accept();
        assertThat(bob).isNotNull().extracting(Syscall::line).isEqualTo(4);
        assertThat(bob)
                .isNotNull()
                .extracting(Syscall::endLine)
                .isEqualTo(5); // alice was read on line 5, meanwhile
        assertThat(trace.connections().getFirst().endLine()).isEqualTo(6);
    }

    @Test
    void files_without_times_have_no_order_across_threads(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("log.10"),
                """
                listen(3<TCP:[127.0.0.1:6379]>, 5) = 0
                accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:41188]>
                """);
        Files.writeString(
                folder.resolve("log.11"),
                "read(4<TCP:[127.0.0.1:6379->127.0.0.1:41188]>, \"\", 10) = 0\n");

        var log = TraceLog.of(folder.resolve("log"));
        var trace = log.keep();

        assertThat(trace.orderUnknown()).contains("no order across threads");
        assertThat(log.judge(Claims.servedOneAtATime()).because()).isEqualTo(trace.orderUnknown());
    }

    @Test
    void a_log_that_is_not_there_is_an_error(@TempDir Path folder) {
        assertThatThrownBy(() -> TraceLog.of(folder.resolve("log")).keep())
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_client_in_the_same_log_tells_when_it_spoke() {
        var trace = Logs.blocking().trace();
        assertThat(trace.connections().getLast().backlogWait()).isEmpty();

        var both =
                new Logs()
                        .listens(1)
                        .line(
                                9,
                                "connect(5<TCP:[7]>, {sa_family=AF_INET, sin_port=htons(6379)}, 16) = 0")
                        .line(
                                9,
                                "sendto(5<TCP:[127.0.0.1:41188->127.0.0.1:6379]>, \"PING\\r\\n\", 6, 0, NULL, 0) = 6")
                        .accepts(1, 4, ALICE)
                        .serves(1, 4, ALICE)
                        .trace();
        assertThat(both.connections().getFirst().backlogWait()).hasValue(1_010_000);
        assertThat(both.connections()).hasSize(1);
    }

    @Test
    void a_number_that_the_end_of_the_log_cuts_is_not_believed() {
        var trace = keep(Logs.blocking().text() + "1 read(4, \"\", 1024) = 1");

        assertThat(trace.receives(trace.connections().getLast())).hasSize(2);
        assertThat(trace.unreadable().count()).isZero();
    }

    @Test
    void a_log_from_another_system_may_end_its_lines_in_carriage_returns() {
        var trace = keep(Logs.blocking().text().replace("\n", "\r\n"));

        assertThat(trace.connections()).hasSize(2);
        assertThat(trace.unreadable().count()).isZero();
    }

    @Test
    void handed_on_descriptors_are_not_guessed_at() {
        var log =
                new Logs()
                        .withoutPeers()
                        .listens(1)
                        .accepts(1, 4, ALICE)
                        .line(
                                1,
                                "sendmsg(7, {msg_name=NULL, msg_control=[{cmsg_len=20,"
                                        + " cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS,"
                                        + " cmsg_data=[4]}], msg_flags=0}, 0) = 1")
                        .line(1, "close(4) = 0")
                        .line(2, "recvfrom(9, \"PING\\r\\n\", 1024, 0, NULL, NULL) = 6")
                        .log();
        var trace = log.keep();

        assertThat(trace.receives(trace.connections().getFirst())).isEmpty();
        assertThat(log.judge(Claims.servedOneAtATime()).because()).contains("SCM_RIGHTS, line 5");
    }
}
