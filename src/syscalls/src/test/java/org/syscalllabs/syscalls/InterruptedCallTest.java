package org.syscalllabs.syscalls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals a thread that sleeps in the kernel: the call ends early, and must start again. */
@Timeout(30)
@SuppressWarnings("restricted") // calls C to send the signal
class InterruptedCallTest {

    private static final int SIGUSR1 = 10;
    private static final int STRUCT_SIGACTION_SIZE = 152;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SIGACTION =
            function("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETTID = function("gettid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle TGKILL =
            function("tgkill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    /** A handler without SA_RESTART: the kernel does not start the call again by itself. */
    @BeforeAll
    static void handleTheSignal() throws Throwable {
        try (var memory = Arena.ofConfined()) {
            var action = memory.allocate(STRUCT_SIGACTION_SIZE, 8);
            // abs() is the handler: it takes an int, and does nothing.
            action.set(ADDRESS, 0, LINKER.defaultLookup().findOrThrow("abs"));
            assertThat((int) SIGACTION.invokeExact(SIGUSR1, action, MemorySegment.NULL)).isZero();
        }
    }

    @Test
    @DisplayName("recvmsg goes on after a signal")
    void receive() throws Throwable {
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var connection = listener.accept4()) {
            var sleeper = new Sleeper(() -> connection.recvmsg(ByteBuffer.allocate(10)));
            sleeper.signal();
            sleeper.signal();
            alice.getOutputStream().write("PING".getBytes(US_ASCII));
            assertThat(sleeper.result()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("accept4 goes on after a signal")
    void accept() throws Throwable {
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket()) {
            var sleeper =
                    new Sleeper(() -> {
                        try (var connection = listener.accept4()) {
                            return connection.peerPort();
                        }
                    });
            sleeper.signal();
            sleeper.signal();
            var loopback = InetAddress.getLoopbackAddress();
            alice.connect(new InetSocketAddress(loopback, listener.port()));
            assertThat(sleeper.result()).isEqualTo(alice.getLocalPort());
        }
    }

    @Test
    @DisplayName("sendmsg goes on after a signal, and sends each byte once")
    void send() throws Throwable {
        var size = 50 * 1024 * 1024;
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var connection = listener.accept4()) {
            var sleeper =
                    new Sleeper(() -> {
                        connection.sendmsg(ByteBuffer.allocateDirect(size));
                        connection.shutdown(Connection.Half.SEND);
                        return 0;
                    });
            sleeper.signal();
            sleeper.signal();
            assertThat(alice.getInputStream().readAllBytes()).hasSize(size);
            assertThat(sleeper.result()).isZero();
        }
    }

    /** A thread whose call sleeps in the kernel. */
    private static final class Sleeper {

        private final CompletableFuture<Integer> tid = new CompletableFuture<>();
        private final FutureTask<Integer> task;

        Sleeper(Callable<Integer> call) {
            task =
                    new FutureTask<>(() -> {
                        tid.complete(ownTid());
                        return call.call();
                    });
            Thread.ofPlatform().daemon().start(task);
        }

        /** Signals it in its sleep; returns when it sleeps again, or has ended. */
        void signal() throws Throwable {
            waitUntilItSleeps(-1);
            var sleeps = sleeps();
            var pid = (int) ProcessHandle.current().pid();
            assertThat((int) TGKILL.invokeExact(pid, (int) tid.get(), SIGUSR1)).isZero();
            waitUntilItSleeps(sleeps);
        }

        int result() throws Exception {
            return task.get(10, TimeUnit.SECONDS);
        }

        /** In a system call, off the processor, and more often than that. */
        private void waitUntilItSleeps(long sleepsBefore) throws Exception {
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            var socketCalls = 0;
            while (!task.isDone() && socketCalls < 3) {
                socketCalls = isInSocketCall() && sleeps() > sleepsBefore ? socketCalls + 1 : 0;
                if (System.nanoTime() > end) {
                    throw new AssertionError("the thread never slept in its call: " + syscall());
                }
            }
        }

        /** The first number is the call's: accept4, sendmsg, recvmsg of x86-64, then of arm64. */
        private boolean isInSocketCall() throws Exception {
            return syscall().matches("(288|46|47|242|211|212) (?s:.*)");
        }

        /** {@code proc_pid_syscall(5)}: {@code 47 0x7 0x7f…}, or {@code running}. */
        private String syscall() throws Exception {
            return read("syscall", "ended");
        }

        /** How often the thread went to sleep by itself: {@code proc_pid_status(5)}. */
        private long sleeps() throws Exception {
            var status = read("status", "voluntary_ctxt_switches:\t0\n");
            var line = status.lines().filter(l -> l.startsWith("voluntary")).findFirst();
            return Long.parseLong(line.orElseThrow().replaceAll("\\D", ""));
        }

        private String read(String file, String ifEnded) throws Exception {
            try {
                return Files.readString(Path.of("/proc/self/task/" + tid.get() + "/" + file));
            } catch (IOException e) {
                if (task.isDone()) {
                    return ifEnded;
                }
                throw e;
            }
        }
    }

    private static int ownTid() {
        try {
            return (int) GETTID.invokeExact();
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
    }
}
