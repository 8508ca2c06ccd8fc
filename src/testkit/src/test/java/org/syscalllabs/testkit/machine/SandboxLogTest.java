package org.syscalllabs.testkit.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.syscalllabs.proc.Deadline;

/** What of strace's log is left when a server runs in a sandbox. */
class SandboxLogTest {

    /** bwrap is 70 and, as PID 1, 71; prlimit and then the server are 72, which is 2 in there. */
    private static final String START =
            """
            70    1.0 execve("/usr/bin/bwrap", ["bwrap"], 0x7f /* 3 vars */) = 0 <0.1>
            70    1.1 clone(child_stack=NULL, flags=CLONE_NEWNS|CLONE_NEWPID|SIGCHLD) = 71 <0.1>
            71    1.2 read(6</proc/71/mountinfo>, "43 64", 250) = 5 <0.1>
            71    1.3 clone(child_stack=NULL, flags=SIGCHLD) = 2 <0.1>
            71    1.4 wait4(-1,  <unfinished ...>
            72    1.5 close(3) = 0 <0.1>
            72    1.6 execve("/usr/bin/prlimit", ["prlimit"], 0x7f /* 3 vars */) = 0 <0.1>
            72    1.7 execve("/opt/server", ["server"], 0x7f /* 3 vars */) = -1 ENOENT (No such file or directory) <0.1>
            """;

    private static final String EXECVE =
            """
            72    1.8 execve("/usr/bin/server", ["server"], 0x7f /* 3 vars */) = 0 <0.1>
            """;

    private static final String END =
            """
            72    5.0 +++ exited with 0 +++
            71    5.1 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2 <1.0>
            71    5.2 write(4<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8 <0.1>
            70    5.3 <... read resumed>"\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8 <0.1>
            71    5.4 wait4(-1, 0x7f, 0, NULL) = -1 ECHILD (No child processes) <0.1>
            71    5.5 exit_group(0) = ?
            71    5.6 +++ exited with 0 +++
            70    5.7 +++ exited with 0 +++
            """;

    /** The threads that are there, by the numbers of this machine. */
    private final Map<Integer, Integer> there = new HashMap<>();

    @Test
    void it_begins_with_the_servers_execve_and_ends_with_its_end() throws IOException {
        there.put(72, 2);

        assertThat(ofServer(START + EXECVE + END))
                .isEqualTo(EXECVE + "72    5.0 +++ exited with 0 +++\n");
    }

    @Test
    void an_execve_that_is_printed_in_two_parts_is_whole() throws IOException {
        var begun = "72    1.8 execve(\"/usr/bin/server\", [\"server\"], 0x7f <unfinished ...>\n";
        var resumed = "72    1.9 <... execve resumed>) = 0 <0.1>\n";

        assertThat(ofServer(START + begun + "71    1.8 wait4(-1,  <unfinished ...>\n" + resumed))
                .isEqualTo(begun + resumed);
    }

    /** The kernel may let the child run first. */
    @Test
    void pid_1s_fork_may_return_when_the_server_runs_already() throws IOException {
        there.put(72, 2);
        var start =
                START.replace("SIGCHLD) = 2 <0.1>", "SIGCHLD <unfinished ...>")
                        .replace("71    1.4 wait4(-1,  <unfinished ...>\n", "");
        var call = "72    2.0 close(3) = 0 <0.1>\n";

        assertThat(
                        ofServer(
                                start
                                        + EXECVE
                                        + "71    1.9 <... clone resumed>, child_tidptr=0x7f) = 2"
                                        + " <0.1>\n71    1.9 wait4(-1,  <unfinished ...>\n"
                                        + call))
                .isEqualTo(EXECVE + call);
    }

    /** strace writes what a call begins with at once: the server may sleep in it for long. */
    @Test
    void a_call_is_seen_before_it_returns() throws IOException {
        there.put(72, 2);
        var begun = "72    2.0 accept4(3<TCP:[127.0.0.1:6379]>, ";
        var rest = "NULL, NULL, 0) = 4 <0.1>\n";
        try (var theirs = new PipedOutputStream();
                var log = log(new PipedInputStream(theirs, 1 << 16))) {
            theirs.write((START + EXECVE + begun).getBytes(ISO_8859_1));
            assertThat(whatIsThere(log)).isEqualTo(EXECVE + begun);

            theirs.write((rest + begun).getBytes(ISO_8859_1));
            assertThat(whatIsThere(log)).isEqualTo(rest + begun);
        }
    }

    /** A child of clone(CLONE_UNTRACED), which has ended: no line of it will come. */
    @Test
    void a_child_that_never_appears_is_waited_for_a_moment_only() throws IOException {
        there.put(72, 2);
        var birth = "72    2.0 clone(child_stack=0x7f, flags=CLONE_UNTRACED) = 3 <0.1>\n";
        var call = "72    2.1 close(3) = 0 <0.1>\n";
        try (var theirs = new PipedOutputStream();
                var log = log(new PipedInputStream(theirs, 1 << 16))) {
            theirs.write((START + EXECVE + birth + call).getBytes(ISO_8859_1));
            var seen = new StringBuilder();
            assertThat(
                            Deadline.in(Duration.ofSeconds(10))
                                    .waitFor(() -> {
                                        seen.append(whatIsThere(log));
                                        return seen.length() > EXECVE.length();
                                    }))
                    .isTrue();
            assertThat(seen).hasToString(EXECVE + birth + call);
        }
    }

    @Test
    void nor_is_it_waited_for_while_calls_pile_up() throws IOException {
        there.put(72, 2);
        var birth = "72    2.0 clone(child_stack=0x7f, flags=CLONE_UNTRACED) = 3 <0.1>\n";
        var calls = "72    2.1 close(3) = 0 <0.1>\n".repeat(20_000);
        try (var theirs = new PipedOutputStream();
                var log = log(new PipedInputStream(theirs, 1 << 20))) {
            theirs.write((START + EXECVE + birth + calls).getBytes(ISO_8859_1));

            assertThat(whatIsThere(log)).isEqualTo(EXECVE + birth + calls);
        }
    }

    @Test
    void nothing_is_left_of_a_server_that_never_started() throws IOException {
        assertThat(ofServer(START + END)).isEmpty();
    }

    /** A server of the same user might get PID 1 of its sandbox to make calls for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "71    2.0 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4 <0.1>\n",
                "71    2.0 read(4<TCP:[127.0.0.1:6379->127.0.0.1:5000]>, \"PING\", 9) = 4 <0.1>\n",
                "71    2.0 write(4<TCP:[127.0.0.1:6379->127.0.0.1:5000]>, \"x\", 1) = 1 <0.1>\n"
            })
    void pid_1_is_seen_when_it_does_more_than_to_wait(String call) throws IOException {
        assertThat(ofServer(START + EXECVE + call + END)).contains(call);
    }

    /** After bwrap has ended its number may become another process's. */
    @Test
    void who_has_the_number_of_an_ended_bwrap_is_seen() throws IOException {
        var call = "70    6.0 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4 <0.1>\n";

        assertThat(ofServer(START + EXECVE + END + call)).endsWith(call);
    }

    @Test
    void a_child_has_this_machines_number() throws IOException {
        there.putAll(Map.of(72, 2, 90, 3));

        assertThat(ofServer(START + EXECVE + "72    2.0 fork() = 3 <0.1>\n"))
                .endsWith("72    2.0 fork() = 90 <0.1>\n");
    }

    @Test
    void a_thread_too_and_also_when_its_birth_is_printed_in_two_parts() throws IOException {
        there.putAll(Map.of(72, 2, 90, 3));
        var begun = "72    2.0 clone3({flags=CLONE_VM|CLONE_THREAD} <unfinished ...>\n";
        var its = "90    2.1 close(3) = 0 <0.1>\n";

        assertThat(
                        ofServer(
                                START
                                        + EXECVE
                                        + begun
                                        + its
                                        + "72    2.2 <... clone3 resumed> => {parent_tid=[3]}, 88)"
                                        + " = 3 <0.1>\n"))
                .endsWith(
                        begun
                                + its
                                + "72    2.2 <... clone3 resumed> => {parent_tid=[3]}, 88)"
                                + " = 90 <0.1>\n");
    }

    /** The kernel is asked too late: what follows waits until the child shows up. */
    @Test
    void a_child_that_has_ended_is_known_by_its_lines() throws IOException {
        there.put(72, 2);

        assertThat(
                        ofServer(
                                START
                                        + EXECVE
                                        + """
                                        72    2.0 vfork() = 3 <0.1>
                                        72    2.1 close(5) = 0 <0.1>
                                        90    2.2 +++ exited with 0 +++
                                        72    2.3 vfork() = 4 <0.1>
                                        91    2.4 +++ exited with 0 +++
                                        """))
                .endsWith(
                        """
                        72    2.0 vfork() = 90 <0.1>
                        72    2.1 close(5) = 0 <0.1>
                        90    2.2 +++ exited with 0 +++
                        72    2.3 vfork() = 91 <0.1>
                        91    2.4 +++ exited with 0 +++
                        """);
    }

    @Test
    void what_a_server_is_sent_is_no_birth() throws IOException {
        var call = "72    2.0 read(4<TCP:[1]>, \"clone() = 3 <0.1>\", 99) = 17 <0.1>\n";

        assertThat(ofServer(START + EXECVE + call)).endsWith(call);
    }

    @Test
    void a_log_that_is_cut_is_passed_on_to_its_last_byte() throws IOException {
        var cut = "72    2.0 vfork() = 3 <0.1>\n72    2.1 recv";

        assertThat(ofServer(START + EXECVE + cut)).endsWith(cut);
    }

    @Test
    void a_line_without_end_is_passed_on() throws IOException {
        var line = "72    2.0 write(4<TCP:[1]>, \"" + "x".repeat(1 << 20);

        assertThat(ofServer(START + EXECVE + line)).endsWith(line);
    }

    private String ofServer(String log) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var its = log(new ByteArrayInputStream(log.getBytes(ISO_8859_1)))) {
            var buffer = new byte[100];
            for (var read = its.read(buffer); read >= 0; read = its.read(buffer)) {
                out.write(buffer, 0, read);
            }
        }
        return out.toString(ISO_8859_1);
    }

    private static String whatIsThere(InputStream log) {
        var out = new ByteArrayOutputStream();
        var buffer = new byte[100];
        try {
            while (log.available() > 0) {
                out.write(buffer, 0, log.read(buffer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(ISO_8859_1);
    }

    private SandboxLog log(InputStream strace) {
        var pids =
                new SandboxPids(
                        new SandboxPids.Numbers() {
                            @Override
                            public OptionalInt inside(int tid) {
                                var number = there.get(tid);
                                return number == null
                                        ? OptionalInt.empty()
                                        : OptionalInt.of(number);
                            }

                            @Override
                            public Stream<Integer> children(int parent) {
                                return there.keySet().stream();
                            }
                        });
        return new SandboxLog(strace, 1, pids);
    }
}
