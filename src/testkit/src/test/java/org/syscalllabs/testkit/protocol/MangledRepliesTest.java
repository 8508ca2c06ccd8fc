package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a server sends: no exception, no hang, no byte lost, and the same in any pieces. */
@Timeout(60)
class MangledRepliesTest {
    private static final List<String> PARTS =
            List.of(
                    "+OK\r\n",
                    "-ERR no\n",
                    ":1\r\n",
                    ":-\r\n",
                    "$5\r\nAlice\r\n",
                    "$5\r\nAl",
                    "$-1\r\n",
                    "*2\r\n",
                    "*1\r\n",
                    "%1\r\n",
                    "~2\r\n",
                    ">1\r\n",
                    "|1\r\n",
                    "_\r\n",
                    "#t\r\n",
                    ",1.5\n",
                    "(12\r\n",
                    "!3\r\nERR\r\n",
                    "=5\r\ntxt:a\r\n",
                    "OK\n",
                    "(nil)\n",
                    "\r\n",
                    "\n",
                    "\r",
                    "> ",
                    "\0",
                    "\033[2J",
                    "é",
                    "$0\r\n\r\n",
                    "$9");

    @RepeatedTest(500)
    @DisplayName("mangled bytes are read, each once, and alike in pieces of any length")
    void mangled(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var bytes = mangledBytes(random);

        var whole = Replies.inPieces(new ReplyReader(200), bytes, Math.max(1, bytes.length));
        for (var piece = 1; piece <= 7; piece++) {
            assertThat(Replies.inPieces(new ReplyReader(200), bytes, piece))
                    .as("in pieces of %d", piece)
                    .isEqualTo(whole);
        }
        assertThat(String.join("", whole).replace("\n", ""))
                .as("what is shown")
                .matches(shown -> shown.codePoints().noneMatch(Character::isISOControl));
        assertThat(readBack(bytes)).isEqualTo(bytes);
    }

    private static byte[] mangledBytes(Random random) {
        var sent = new StringBuilder();
        for (var i = random.nextInt(40); i > 0; i--) {
            sent.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        var bytes = sent.toString().getBytes(ISO_8859_1);
        for (var i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** The bytes of all replies, one behind the other. */
    private static byte[] readBack(byte[] bytes) {
        var reader = new ReplyReader(200);
        reader.feed(bytes);
        var back = new ByteArrayOutputStream();
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            add(reader.bytes(), back);
        }
        for (var next = reader.nextAtRest(); next.isPresent(); next = reader.nextAtRest()) {
            add(reader.bytes(), back);
        }
        assertThat(reader.pending().hasRemaining()).isFalse();
        return back.toByteArray();
    }

    private static void add(ByteBuffer piece, ByteArrayOutputStream back) {
        while (piece.hasRemaining()) {
            back.write(piece.get());
        }
    }

    @Test
    @DisplayName("100 MB in pieces of 8 KB take seconds, not hours")
    void linear() {
        // Copied anew with each of the 12,800 pieces, it would be 600 GB.
        assertThat(readNanos(100)).isLessThan(SECONDS.toNanos(20));
    }

    private static long readNanos(int megabytes) {
        var length = megabytes << 20;
        var reader = new ReplyReader(length + 100);
        var piece = new byte[8192];
        var began = System.nanoTime();
        reader.feed(("$" + length + "\r\n").getBytes(ISO_8859_1));
        for (var sent = 0; sent < length; sent += piece.length) {
            reader.feed(piece);
            assertThat(reader.next().isPresent()).isFalse();
        }
        reader.feed(new byte[] {'\r', '\n'});
        assertThat(reader.next().map(reply -> ((Reply.Value) reply).bytes().remaining()))
                .contains(length);
        return System.nanoTime() - began;
    }

    @Test
    @DisplayName("a line of 16 MB without an end, byte by byte, is looked at once")
    void endlessLine() {
        var reader = new ReplyReader();
        var one = new byte[] {'a'};
        var whole = 0;
        for (var i = 0; i < 16 << 20; i++) {
            reader.feed(one);
            whole += reader.next().isPresent() ? 1 : 0;
        }
        assertThat(whole).isZero();
        assertThat(reader.pending().remaining()).isEqualTo(16 << 20);
    }
}
