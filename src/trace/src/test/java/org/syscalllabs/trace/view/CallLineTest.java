package org.syscalllabs.trace.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.strace.Begun;
import org.syscalllabs.trace.strace.StraceReader;

/** The lines of strace, and those that a reader gets of them. */
@DisplayName("A line a call")
class CallLineTest {

    @Test
    @DisplayName("says when, which thread, which call, what came of it, for whom, and what")
    void columns() {
        assertThat(
                        lines(
                                """
                                117 15:35:14.721622 accept4(5<TCP:[127.0.0.1:6379]>, {sa_family=AF_INET, sin_port=htons(54974), sin_addr=inet_addr("127.0.0.1")}, [28 => 16], SOCK_CLOEXEC) = 6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>
                                117 15:35:16.885882 recvmsg(6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="SET name Alice\\r\\n", iov_len=65536}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 16
                                117 15:35:18.883313 sendmsg(6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="+OK\\r\\n", iov_len=5}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, MSG_NOSIGNAL) = 5
                                117 15:35:19.016526 recvmsg(6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="", iov_len=65536}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 0
                                117 15:35:19.017000 close(6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>) = 0
                                """))
                .containsExactly(
                        "15:35:14.721     117  accept4(5)      = 6      :54974",
                        "15:35:16.885     117  recvmsg(6)      = 16     :54974"
                                + "  \"SET name Alice\\r\\n\"",
                        "15:35:18.883     117  sendmsg(6)      = 5      :54974  \"+OK\\r\\n\"",
                        "15:35:19.016     117  recvmsg(6)      = 0      :54974  has left",
                        "15:35:19.017     117  close(6)        = 0      :54974");
    }

    @Test
    @DisplayName("is of sockets alone: a JVM's classes, files and pipes have none")
    void socketsAlone() {
        assertThat(
                        lines(
                                """
                                117 15:35:14.721622 read(4</usr/lib/jvm/lib/modules>, "PK\\3\\4"..., 30) = 30
                                117 15:35:14.721623 write(1<pipe:[77]>, "listening", 9) = 9
                                117 15:35:14.721624 close(4</usr/lib/jvm/lib/modules>) = 0
                                117 15:35:14.721625 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[88]>
                                117 15:35:14.721626 execve("/opt/bash", ["bash"], 0x7ffd /* 9 vars */) = -1 ENOENT (No such file or directory)
                                117 15:35:14.721627 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---
                                117 15:35:14.721628 read(7<TCPv6:[[::1]:6379->[::1]:40000]>, "PING\\r\\n", 100) = 6
                                """))
                .containsExactly(
                        "15:35:14.721     117  read(7)         = 6      :40000  \"PING\\r\\n\"");
    }

    @Test
    @DisplayName("names errors, ports, threads, processes, signals and ends")
    void others() {
        assertThat(
                        lines(
                                """
                                117 15:35:14.721622 bind(3<TCP:[88]>, {sa_family=AF_INET, sin_port=htons(6379), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EADDRINUSE (Address already in use)
                                117 15:35:14.721622 listen(3<TCP:[127.0.0.1:6379]>, 5) = 0
                                117 15:35:14.721622 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0}, 88) = 118
                                117 15:35:14.721622 clone(child_stack=NULL, flags=SIGCHLD) = 119
                                117 15:35:14.721622 recvfrom(6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>, 0x7f, 100, 0, NULL, NULL) = -1 ECONNRESET (Connection reset by peer)
                                117 15:35:14.721622 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=1, si_uid=0} ---
                                118 15:35:14.721622 +++ exited with 0 +++
                                117 15:35:14.721622 exit_group(3) = ?
                                117 15:35:14.721622 +++ killed by SIGTERM +++
                                """))
                .containsExactly(
                        "15:35:14.721     117  bind(3)         = EADDRINUSE          port 6379",
                        "15:35:14.721     117  listen(3)       = 0              port 6379",
                        "15:35:14.721     117  clone3()        = 118            a thread",
                        "15:35:14.721     117  clone()         = 119            a process",
                        "15:35:14.721     117  recvfrom(6)     = ECONNRESET  :54974",
                        "15:35:14.721     117  --- SIGTERM",
                        "15:35:14.721     117  exit_group(3)",
                        "15:35:14.721     117  +++ was killed by SIGTERM");
    }

    @Test
    @DisplayName("cuts what is long, and steers no terminal")
    void longAndWild() {
        assertThat(
                        lines(
                                """
                                117 15:35:14.721622 sendto(6<TCP:[127.0.0.1:6379->127.0.0.1:54974]>, "\\33]0;title\\7 and much more of this", 200, 0, NULL, 0) = 200
                                """))
                .containsExactly(
                        "15:35:14.721     117  sendto(6)       = 200    :54974"
                                + "  \"\\x1b]0;title\\x07 and much mo\"...");
    }

    private static List<String> lines(String log) {
        var lines = new ArrayList<String>();
        var reader =
                new StraceReader(event -> {
                    var line = CallLine.of(event, tid -> tid == 117);
                    if (!(event instanceof Begun) && line != null) {
                        lines.add(line);
                    }
                });
        log.lines().forEach(reader::line);
        reader.end();
        return lines;
    }
}
