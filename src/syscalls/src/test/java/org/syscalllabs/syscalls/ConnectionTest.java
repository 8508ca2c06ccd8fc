package org.syscalllabs.syscalls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
@SuppressWarnings("try") // closes early what it closes again at the end
class ConnectionTest {

    private Listener listener;
    private Socket alice;
    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        listener = Listener.open("127.0.0.1", 0);
        alice = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        connection = listener.accept4();
    }

    @AfterEach
    void hangUp() throws IOException {
        alice.close();
        connection.close();
        listener.close();
    }

    @ParameterizedTest(name = "direct: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("recvmsg takes what has come, from the buffer's position on")
    void receives(boolean direct) throws Exception {
        alice.getOutputStream().write("PING".getBytes(US_ASCII));
        var into = buffer(direct, 10).put((byte) '>');
        assertThat(connection.recvmsg(into)).isEqualTo(4);
        assertThat(text(into.flip())).isEqualTo(">PING");
    }

    @ParameterizedTest(name = "direct: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("recvmsg leaves in the kernel what has no room")
    void receivesInParts(boolean direct) throws Exception {
        alice.getOutputStream().write("abcde".getBytes(US_ASCII));
        var into = buffer(direct, 3);
        assertThat(connection.recvmsg(into)).isEqualTo(3);
        assertThat(connection.recvmsg(into.clear())).isEqualTo(2);
        assertThat(text(into.flip())).isEqualTo("de");
    }

    @Test
    @DisplayName("recvmsg is 0 at the end of the stream, again and again")
    void endOfStream() throws Exception {
        alice.shutdownOutput();
        assertThat(connection.recvmsg(ByteBuffer.allocate(1))).isZero();
        assertThat(connection.recvmsg(ByteBuffer.allocate(1))).isZero();
    }

    @Test
    @DisplayName("a buffer without room is the caller's mistake: its 0 would look like the end")
    void noRoom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connection.recvmsg(ByteBuffer.allocate(0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connection.recvmsg(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    }

    @Test
    @DisplayName("recvmsg of a connection that the peer reset is ECONNRESET")
    void reset() throws Exception {
        alice.setSoLinger(true, 0); // close() sends RST
        alice.close();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> connection.recvmsg(ByteBuffer.allocate(1)))
                .withMessage(
                        "recvmsg(" + connection.peer() + "): ECONNRESET, Connection reset by peer");
    }

    @Test
    @DisplayName("sendmsg to a peer who has gone is EPIPE, and no SIGPIPE ends the process")
    void brokenPipe() throws Exception {
        alice.setSoLinger(true, 0);
        alice.close();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> connection.recvmsg(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> connection.sendmsg(bytes("+OK\r\n")))
                .withMessage("sendmsg(" + connection.peer() + "): EPIPE, Broken pipe");
    }

    @Test
    @DisplayName("sendmsg takes several buffers, heap and direct, empty ones too, in their order")
    void sendsSeveral() throws Exception {
        var direct = ByteBuffer.allocateDirect(8).put("-direct-".getBytes(US_ASCII)).flip();
        var sliced = ByteBuffer.wrap("xxheapxx".getBytes(US_ASCII), 2, 4);
        var readOnly = bytes("-read only").asReadOnlyBuffer();
        var empty = ByteBuffer.allocate(0);
        connection.sendmsg(empty, sliced, empty, direct, bytes("heap"), readOnly, empty);
        connection.close();
        assertThat(new String(alice.getInputStream().readAllBytes(), US_ASCII))
                .isEqualTo("heap-direct-heap-read only");
        assertThat(sliced.position()).isEqualTo(6);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(readOnly.hasRemaining()).isFalse();
    }

    @Test
    @DisplayName("sendmsg takes more buffers than IOV_MAX")
    void sendsMany() throws Exception {
        var buffers = new ByteBuffer[3000];
        var expected = new StringBuilder();
        for (var i = 0; i < buffers.length; i++) {
            buffers[i] = bytes(i + ",");
            expected.append(i).append(',');
        }
        connection.sendmsg(buffers);
        connection.close();
        assertThat(new String(alice.getInputStream().readAllBytes(), US_ASCII))
                .isEqualTo(expected.toString());
    }

    @ParameterizedTest(name = "direct: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("sendmsg ends when all is sent, however little the kernel takes at a time")
    void sendsAll(boolean direct) throws Exception {
        // Far more than the send and receive buffers of both sides: the kernel takes parts.
        var value = new byte[100 * 1024 * 1024];
        new Random(7).nextBytes(value);
        var large = buffer(direct, value.length).put(value).flip();
        var arrived = CompletableFuture.supplyAsync(this::readAll);
        connection.sendmsg(bytes("before "), large, bytes(" after"));
        connection.close();
        var all = arrived.get(20, TimeUnit.SECONDS);
        assertThat(all).hasSize(7 + value.length + 6);
        assertThat(ByteBuffer.wrap(all, 7, value.length)).isEqualTo(ByteBuffer.wrap(value));
        assertThat(new String(all, 7 + value.length, 6, US_ASCII)).isEqualTo(" after");
    }

    @Test
    @DisplayName("shutdown of the sending half ends the peer's stream, and receiving goes on")
    void shutdown() throws Exception {
        connection.sendmsg(bytes("bye"));
        connection.shutdown(Connection.Half.SEND);
        assertThat(alice.getInputStream().readAllBytes()).isEqualTo("bye".getBytes(US_ASCII));
        alice.getOutputStream().write('x');
        assertThat(connection.recvmsg(ByteBuffer.allocate(1))).isEqualTo(1);
    }

    @Test
    @DisplayName("shutdown of a connection that the peer reset is ENOTCONN")
    void shutdownAfterReset() throws Exception {
        alice.setSoLinger(true, 0);
        alice.close();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> connection.recvmsg(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> connection.shutdown(Connection.Half.BOTH))
                .satisfies(failure -> assertThat(failure.is(Errno.ENOTCONN)).isTrue());
    }

    @Test
    @DisplayName("a closed connection touches no other one, though that has the same number")
    void closedOnce() throws Exception {
        connection.close();
        try (var bob = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var second = listener.accept4()) {
            // bob's own socket may have taken the number; either way it is another socket's now.
            connection.close();
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> connection.sendmsg(bytes("for alice")))
                    .satisfies(failure -> assertThat(failure.is(Errno.EBADF)).isTrue());
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> connection.recvmsg(ByteBuffer.allocate(1)))
                    .satisfies(failure -> assertThat(failure.is(Errno.EBADF)).isTrue());
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> connection.shutdown(Connection.Half.BOTH))
                    .satisfies(failure -> assertThat(failure.is(Errno.EBADF)).isTrue());
            second.sendmsg(bytes("for bob"));
            second.close();
            assertThat(bob.getInputStream().readAllBytes()).isEqualTo("for bob".getBytes(US_ASCII));
        }
    }

    private byte[] readAll() {
        try {
            return alice.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private static String text(ByteBuffer bytes) {
        return US_ASCII.decode(bytes).toString();
    }
}
