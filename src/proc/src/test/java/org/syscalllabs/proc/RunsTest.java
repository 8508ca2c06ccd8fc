package org.syscalllabs.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of what runs in the background, after somebody else has ended it. */
class RunsTest {

    /** Nobody: process 1 did not start then. */
    private static final ProcessIdentity ENDED = new ProcessIdentity(1, Long.MAX_VALUE);

    private static final Duration BOUND = Duration.ofSeconds(10);

    @TempDir private Path folder = Path.of("");

    @Test
    @DisplayName("the record of a server that was killed by hand goes")
    void killedByHand() throws IOException {
        record("killed", ENDED);

        assertThat(new Runs(folder).running()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @DisplayName("a run that has begun and not started its process yet keeps its record")
    void begun() throws IOException {
        var runs = new Runs(folder);
        var run = runs.begin("test", List.of("server"), 6379, true);

        assertThat(runs.running()).isEmpty();
        assertThat(folder).isDirectoryContaining("glob:**" + run.id() + ".run");
    }

    @Test
    @DisplayName("a server that outlives the command that started it keeps its record")
    void runs() throws IOException {
        var builder = new ProcessBuilder("cat");
        builder.environment().put(RunRecord.TOKEN, "of-the-server");
        var server = builder.start();
        try {
            record("of-the-server", ENDED);

            assertThat(new Runs(folder).running()).hasSize(1);
            assertThat(folder).isDirectoryContaining("glob:**of-the-server.run");
        } finally {
            server.destroy();
        }
    }

    @Test
    @DisplayName("a process is seen that Java's helper is only about to become")
    void helper() throws Exception {
        var helper = Files.copy(Path.of("/bin/sh"), folder.resolve("jspawnhelper"));
        var become = "read line; export " + RunRecord.TOKEN + "=of-the-helper; exec cat";
        var process = new ProcessBuilder(helper.toString(), "-c", become).start();
        try {
            var link = Path.of("/proc", Long.toString(process.pid()), "exe");
            assertThat(Deadline.in(BOUND).waitFor(() -> isLinkTo(link, helper)))
                    .as("the helper runs")
                    .isTrue();
            record("of-the-helper", ENDED);
            var running = new FutureTask<>(() -> new Runs(folder).running());
            var asks = Thread.ofPlatform().start(running);
            assertThat(
                            Deadline.in(BOUND)
                                    .waitFor(() ->
                                            asks.getState() == Thread.State.TIMED_WAITING
                                                    || running.isDone()))
                    .as("it is waited for, or not")
                    .isTrue();

            process.outputWriter().write("become it\n");
            process.outputWriter().flush();

            assertThat(running.get(10, TimeUnit.SECONDS)).hasSize(1);
        } finally {
            process.destroy();
        }
    }

    private static boolean isLinkTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    @DisplayName("a process is seen in the middle of execve too, where it has no environment")
    void execve() throws IOException {
        var script = folder.resolve("becomes-itself");
        Files.writeString(script, "#!/bin/sh\nexec \"$0\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        var builder = new ProcessBuilder(script.toString());
        builder.environment().put(RunRecord.TOKEN, "of-the-script");
        var process = builder.start();
        try {
            record("of-the-script", ENDED);

            for (var look = 0; look < 100; look++) {
                assertThat(new Runs(folder).running()).as("look " + look).hasSize(1);
            }
        } finally {
            process.destroy();
        }
    }

    @Test
    @DisplayName("a process is there until its last thread has ended, not only its first")
    void firstThreadEnds() throws IOException {
        var process =
                python(
                        "of-the-threads",
                        """
                        import ctypes, threading, time
                        threading.Thread(target=time.sleep, args=(60,)).start()
                        ctypes.CDLL(None).pthread_exit(None)
                        """);
        try {
            assertThat(Deadline.in(BOUND).waitFor(() -> ProcFile.state(process.pid()).equals("Z")))
                    .as("its first thread is a zombie")
                    .isTrue();
            record("of-the-threads", ENDED);

            assertThat(ProcessIdentity.of(process.pid())).isPresent();
            assertThat(ProcFile.openFiles(process.pid())).contains("/dev/null");
            assertThat(new Runs(folder).running()).hasSize(1);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("what has left its token behind since it was told to end is ended all the same")
    void tokenLeftBehind() throws IOException {
        var process =
                python(
                        "of-the-program",
                        """
                        import os, signal
                        become = lambda *_: os.execve("/bin/sleep", ["sleep", "60"], {})
                        signal.signal(signal.SIGTERM, become)
                        print("ready", flush=True)
                        signal.pause()
                        """);
        try (var prints = process.inputReader()) {
            assertThat(prints.readLine()).isEqualTo("ready");
            record("of-the-program", ENDED);
            var runs = new Runs(folder);
            var run = runs.running().getFirst();

            assertThat(runs.stop(run, Duration.ofMillis(500))).isTrue();

            assertThat(ProcessIdentity.of(process.pid())).isEmpty();
            assertThat(folder).isEmptyDirectory();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("a record that names a process without its token ends nothing")
    void changedRecord() throws IOException {
        var innocent = new ProcessBuilder("cat").start();
        try {
            var named = ProcessIdentity.of(innocent.pid()).orElseThrow();
            var run = record("changed", ENDED, named);

            assertThat(new Runs(folder).running()).isEmpty();
            assertThat(new Runs(folder).stop(run, Duration.ofMillis(100))).isTrue();
            assertThat(named.isAlive()).isTrue();
        } finally {
            innocent.destroy();
        }
    }

    @Test
    @DisplayName("a record under another name than its own is none: its token is another run's")
    void copiedRecord() throws IOException {
        var builder = new ProcessBuilder("cat");
        builder.environment().put(RunRecord.TOKEN, "of-the-server");
        var server = builder.start();
        try {
            record("of-the-server", ENDED);
            Files.move(folder.resolve("of-the-server.run"), folder.resolve("another.run"));

            assertThat(new Runs(folder).running()).isEmpty();
        } finally {
            server.destroy();
        }
    }

    @Test
    @DisplayName("what is no record, no file or no folder does not keep others from being seen")
    void noRecords() throws IOException {
        Files.createDirectory(folder.resolve("a.run"));
        Files.createSymbolicLink(folder.resolve("b.run"), Path.of("/dev/zero"));
        Files.writeString(folder.resolve("c.run"), "\\u12 no record");
        var file = Files.writeString(folder.resolve("file"), "");

        assertThat(new Runs(folder).running()).isEmpty();
        assertThat(new Runs(file).running()).isEmpty();
        assertThat(new Runs(folder.resolve("nothing")).running()).isEmpty();
    }

    private static Process python(String run, String program) throws IOException {
        var builder = new ProcessBuilder("python3", "-c", program);
        builder.environment().put(RunRecord.TOKEN, run);
        return builder.redirectError(new File("/dev/null")).start();
    }

    private void record(String id, ProcessIdentity owner) throws IOException {
        record(id, owner, ProcessIdentity.NONE);
    }

    private RunRecord record(String id, ProcessIdentity owner, ProcessIdentity first)
            throws IOException {
        var run = new RunRecord(id, "test", "server", 6379, Instant.now(), true, owner, first);
        run.write(folder.resolve(id + ".run"));
        return run;
    }
}
