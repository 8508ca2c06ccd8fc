package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.ProcFile;
import org.syscalllabs.testkit.failure.Obstacles;
import org.syscalllabs.testkit.failure.ServerFailed;
import org.syscalllabs.testkit.machine.Strace;

/** What stands in the way of a check, and what to do about it. */
class ObstaclesTest {

    @Test
    @DisplayName("a busy port is named with its holder")
    void portBusy() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = listener.getLocalPort();
            var problem =
                    catchThrowableOfType(
                            Problem.class,
                            () -> Zoo.start("blocking_resp", Duration.ofSeconds(60), port).close());
            var self = ProcessHandle.current().pid();
            assertThat(problem)
                    .hasMessage(
                            """
                            port %d is held by %s (pid %d)
                              end that program, or check on another port: --port 0 takes a free one\
                            """
                                    .formatted(port, ProcFile.name(self), self));
        }
    }

    @Test
    @DisplayName("a missing strace is named with its package")
    void straceMissing() {
        assertThat(Obstacles.programMissing("strace", "strace"))
                .hasMessage(
                        """
                        strace is not installed: the check needs it to see what the kernel sees
                          Debian, Ubuntu: sudo apt-get install strace
                          Fedora: sudo dnf install strace; Alpine: sudo apk add strace\
                        """);
    }

    @Test
    @DisplayName("a forbidden ptrace is named with the two ways round it")
    void ptraceForbidden() {
        var said = "/usr/bin/strace: PTRACE_TRACEME: Operation not permitted";
        assertThat(Strace.refusal(List.of("hello", said))).contains(said);
        assertThat(Strace.refusal(List.of("open: Operation not permitted"))).isEmpty();
        assertThat(Obstacles.ptraceForbidden(said, "1"))
                .hasMessage(
                        """
                        ptrace is forbidden (kernel.yama.ptrace_scope=1): /usr/bin/strace: PTRACE_TRACEME: \
                        Operation not permitted
                          in a container: start it with --cap-add=SYS_PTRACE
                          on this machine: sudo sysctl kernel.yama.ptrace_scope=0\
                        """);
    }

    @Test
    @DisplayName("a command that does not exist is told so by strace")
    void noSuchCommand() {
        var settings = Zoo.settings("no-such-command", Duration.ofSeconds(60), 0);
        assertThat(
                        Zoo.normalised(
                                catchThrowableOfType(
                                        ServerFailed.class,
                                        () ->
                                                new StartPlan(
                                                                settings,
                                                                List.of("no-such-command"),
                                                                "test")
                                                        .start()
                                                        .close())))
                .isEqualTo(
                        """
                        expected: the server listens on 127.0.0.1:PORT
                        but was:  it ended before it called listen()
                        output:   N bytes in target/zoo/no-such-command/server.log, the last:
                          | /usr/bin/strace: Can't stat 'no-such-command': No such file or directory
                        trace:    target/zoo/no-such-command/trace.log\
                        """);
    }

    @Test
    @DisplayName("a server that takes another's port is told the port, its holder, and $PORT")
    void addressInUse() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = listener.getLocalPort();
            var settings = Zoo.settings("address-in-use", Duration.ofSeconds(60), 0);
            var command =
                    List.of(
                            "env",
                            "PORT=" + taken,
                            Zoo.python("blocking_resp").getFirst(),
                            "-c",
                            "import os, socket; s = socket.socket();"
                                    + " s.bind(('127.0.0.1', int(os.environ['PORT'])))");
            var failure =
                    catchThrowableOfType(
                            ServerFailed.class,
                            () -> new StartPlan(settings, command, "test").start().close());
            var self = ProcessHandle.current().pid();
            assertThat(Zoo.normalised(failure).replace(ProcFile.name(self), "HOLDER"))
                    .isEqualTo(
                            """
                            expected: the server listens on 127.0.0.1:PORT
                            but was:  its bind to port PORT failed: EADDRINUSE, Address already in use, held by HOLDER (pid N)
                            hint:     take the port from the environment: $PORT is PORT
                            trace:    target/zoo/address-in-use/trace.log\
                            """);
        }
    }
}
