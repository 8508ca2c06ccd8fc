package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyReaderTest {

    static Stream<Arguments> replies() {
        return Stream.of(
                of("+OK\r\n", "OK"),
                of("+OK\n", "OK"),
                of("$5\r\nAlice\r\n", "Alice"),
                of("$5\nAlice\n", "Alice"),
                of("$0\r\n\r\n", ""),
                of("$-1\r\n", "(nil)"),
                of("*-1\r\n", "(nil)"),
                of(":1\r\n", "(integer) 1"),
                of(":1\n", "(integer) 1"),
                of(":-2\r\n", "(integer) -2"),
                of(":9223372036854775808\r\n", "(integer) 9223372036854775808"),
                of("-ERR unknown command\r\n", "(error) ERR unknown command"),
                of("-ERR unknown command\n", "(error) ERR unknown command"),
                of("*2\r\n$1\r\na\r\n:2\r\n", "1) a\n2) (integer) 2"),
                of("*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n", "1) a\n2) 1) (integer) 1\n   2) (nil)"),
                of("*0\r\n", "(empty array)"),
                of("$7\r\na\r\n\"\\~\0\r\n", "\"a\\r\\n\\\"\\\\~\\x00\""));
    }

    static Stream<Arguments> repliesOfResp3() {
        return Stream.of(
                of("_\r\n", "(nil)"),
                of("#t\r\n", "(true)"),
                of("#f\n", "(false)"),
                of(",1.5\r\n", "(double) 1.5"),
                of(",-1e+20\r\n", "(double) -1e+20"),
                of(",inf\r\n", "(double) inf"),
                of("(34928903284092385093\r\n", "(integer) 34928903284092385093"),
                of("!9\r\nERR wrong\r\n", "(error) ERR wrong"),
                of("=9\r\ntxt:Alice\r\n", "Alice"),
                of("%1\r\n$4\r\nname\r\n+Alice\r\n", "1# name => Alice"),
                of("%0\r\n", "(empty map)"),
                of("~2\r\n:1\r\n_\r\n", "1) (integer) 1\n2) (nil)"),
                of(">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n", "1) invalidate\n2) 1) k"),
                of("|1\r\n+ttl\r\n:3600\r\n$5\r\nAlice\r\n", "Alice"),
                of("*2\r\n|1\r\n+ttl\r\n:3600\r\n:1\r\n:2\r\n", "1) (integer) 1\n2) (integer) 2"));
    }

    static Stream<Arguments> plainLines() {
        return Stream.of(
                of("OK\n", "OK"),
                of("OK\r\n", "OK"),
                of("(nil)\n", "(nil)"),
                of("\n", ""),
                of("\r\n", ""),
                of("\"Alice\"\n", "\"Alice\""),
                of("-5\n", "-5"),
                of("-5\r\n", "-5"),
                of(":-)\n", ":-)"),
                of("$abc\n", "$abc"),
                of("$-2\n", "$-2"),
                of("*\n", "*"),
                of("_x\n", "_x"),
                of("#true\n", "#true"),
                of(", and so on\n", ", and so on"),
                of("> \n", "> "),
                of("é\n", "é"),
                of("\033[31mred\007\n", "\"\\x1b[31mred\\x07\""),
                of("name\u202eecilA\n", "\"name\\xe2\\x80\\xaeecilA\""));
    }

    private static Arguments of(String sent, String shown) {
        return Arguments.of(sent, shown);
    }

    @ParameterizedTest
    @MethodSource({"replies", "repliesOfResp3", "plainLines"})
    @DisplayName("a whole reply is shown, and a torn one is not, at whatever byte it is torn")
    void showsWhatAClientShows(String sent, String shown) {
        var bytes = sent.getBytes(UTF_8);
        for (var cut = 0; cut <= bytes.length; cut++) {
            var reader = new ReplyReader();
            reader.feed(ByteBuffer.wrap(bytes, 0, cut));
            assertThat(reader.next().isPresent())
                    .as("whole, cut at %d", cut)
                    .isEqualTo(cut == bytes.length);
            if (cut < bytes.length) {
                assertThat(reader.pending()).isEqualTo(ByteBuffer.wrap(bytes, 0, cut));
                reader.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
                assertThat(reader.next().map(Reply::shown)).as("cut at %d", cut).contains(shown);
            }
            assertThat(reader.bytes()).isEqualTo(ByteBuffer.wrap(bytes));
            assertThat(reader.pending().hasRemaining()).isFalse();
            assertThat(reader.nextAtRest()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource({"replies", "repliesOfResp3"})
    @DisplayName("Redis' protocol is told from plain lines")
    void isResp(String sent) {
        assertThat(Replies.of(sent)).hasSize(1).allMatch(Reply::isResp);
    }

    @ParameterizedTest
    @MethodSource("plainLines")
    @DisplayName("plain lines are told from Redis' protocol")
    void isPlain(String sent) {
        assertThat(Replies.of(sent)).hasSize(1).allMatch(Reply.PlainLine.class::isInstance);
    }

    @Test
    @DisplayName("of several replies each is read, with its own bytes")
    void several() {
        var reader = Replies.reader("+OK\r\n$1\r\na\r\nOK\n+half");
        assertThat(reader.next()).contains(new Reply.Status("OK"));
        assertThat(reader.bytes()).isEqualTo(Replies.bytes("+OK\r\n"));
        var value = reader.next();
        assertThat(value).contains(new Reply.Value(Replies.bytes("a")));
        assertThat(reader.bytes()).isEqualTo(Replies.bytes("$1\r\na\r\n"));
        assertThat(reader.next()).contains(new Reply.PlainLine("OK"));
        assertThat(reader.next()).isEmpty();
        assertThat(reader.pending()).isEqualTo(Replies.bytes("+half"));
        reader.feed(new byte[100_000]);
        assertThat(value).contains(new Reply.Value(Replies.bytes("a")));
    }

    @Test
    @DisplayName("a line without an end is whole when nothing follows")
    void lineWithoutEnd() {
        for (var sent : List.of("OK", "Alice", "> ", "\"a\"", "-5")) {
            var reader = Replies.reader(sent);
            assertThat(reader.next()).isEmpty();
            assertThat(reader.nextAtRest()).contains(new Reply.PlainLine(sent));
        }
        assertThat(Replies.reader("+OK").nextAtRest()).contains(new Reply.Status("OK"));
        assertThat(Replies.reader(":1").nextAtRest()).contains(Reply.Whole.of(1));
    }

    @Test
    @DisplayName("whether a line may lack its end is told from what is pending")
    void plainLineIsPending() {
        for (var sent : List.of("O", "> ", "(n", "$a", "*x")) {
            assertThat(Replies.reader(sent).isInPlainLine()).as(sent).isTrue();
        }
        for (var sent : List.of("", "+O", "-E", "$", "$5", "$5\r\nAl", ":1", "*2\r\n", "_")) {
            var reader = Replies.reader(sent);
            assertThat(reader.next()).isEmpty();
            assertThat(reader.isInPlainLine()).as(sent).isFalse();
        }
    }

    @Test
    @DisplayName("what is not whole when nothing follows is malformed, and says why")
    void malformedAtRest() {
        assertThat(malformedAtRest("$5\r\nAl")).isEqualTo("a value of 5 bytes ended after 2");
        assertThat(malformedAtRest("$5")).isEqualTo("a value of 5 bytes ended after 0");
        assertThat(malformedAtRest("$5\r\nAlice"))
                .isEqualTo("behind a value of 5 bytes its line end is missing");
        assertThat(malformedAtRest("$5\r\nAlice\r"))
                .isEqualTo("behind a value of 5 bytes its line end is missing");
        assertThat(malformedAtRest("*2\r\n:1\r\n")).isEqualTo("an array of 2 items ended after 1");
        assertThat(malformedAtRest("|1\r\n+ttl\r\n:1\r\n")).isEqualTo("it ended before its reply");
    }

    private static String malformedAtRest(String sent) {
        var reader = Replies.reader(sent);
        assertThat(reader.next()).isEmpty();
        var malformed = (Reply.Malformed) reader.nextAtRest().orElseThrow();
        assertThat(malformed.bytes()).isEqualTo(Replies.bytes(sent));
        assertThat(reader.nextAtRest()).isEmpty();
        return malformed.why();
    }

    @Test
    @DisplayName("a value of another length than announced is malformed, and shown as it came")
    void wrongLength() {
        assertThat(Replies.of("$4\r\nAlice\r\n+OK\r\n").stream().map(Reply::shown))
                .containsExactly(
                        "(malformed) behind a value of 4 bytes its line end is missing:"
                                + " \"$4\\r\\nAlic\"",
                        "e",
                        "OK");
    }

    @Test
    @DisplayName("an item of an array that is no reply is malformed")
    void plainItem() {
        assertThat(Replies.of("*2\r\nAlice\r\n").getFirst().shown())
                .isEqualTo("(malformed) an item of an array is no reply: \"*2\\r\\nAlice\\r\\n\"");
    }

    @Test
    @DisplayName("arrays in arrays are read 32 deep, and no deeper")
    void depth() {
        assertThat(Replies.of("*1\r\n".repeat(32) + ":1\r\n"))
                .singleElement()
                .isInstanceOf(Reply.Items.class)
                .extracting(Reply::shown)
                .isEqualTo("1) ".repeat(32) + "(integer) 1");
        assertThat(Replies.of("*1\r\n".repeat(33) + ":1\r\n").getFirst())
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        deep ->
                                assertThat(deep.why())
                                        .isEqualTo("it has arrays in arrays, more than 32 deep"));
        var bomb = Replies.reader("*1\r\n".repeat(1_000_000));
        while (bomb.next().isPresent()) {}
        assertThat(bomb.pending().remaining()).isLessThan(4 * 33);
    }

    @Test
    @DisplayName("what is announced takes no memory, and what is too much is malformed at once")
    void announcedOnly() {
        assertThat(Replies.of("$999999999\r\n").getFirst().shown())
                .startsWith("(malformed) it announces 999999999 bytes, and 67108864 are allowed: ");
        assertThat(Replies.of("*999999999\r\n").getFirst().shown())
                .startsWith("(malformed) it announces 999999999 items, and 1048576 are allowed: ");
        assertThat(Replies.of("$67108864\r\n")).isEmpty();
        assertThat(Replies.of("*1048576\r\n".repeat(32))).isEmpty();
        assertThat(Replies.of("$99999999999999999999\r\n"))
                .containsExactly(new Reply.PlainLine("$99999999999999999999"));
    }

    @Test
    @DisplayName("a reply of more bytes than allowed is malformed, wherever it is torn")
    void tooLong() {
        var sent = "a".repeat(30) + "\n+OK\n";
        for (var piece = 1; piece <= sent.length(); piece++) {
            var reader = new ReplyReader(20);
            var shown = Replies.inPieces(reader, sent.getBytes(ISO_8859_1), piece);
            assertThat(shown)
                    .containsExactly(
                            "(malformed) it is longer than the 20 bytes that are allowed: \""
                                    + "a".repeat(20)
                                    + "\"",
                            "a".repeat(10),
                            "OK");
        }
        assertThat(
                        Replies.inPieces(
                                new ReplyReader(20),
                                ("a".repeat(19) + "\n").getBytes(ISO_8859_1),
                                1))
                .containsExactly("a".repeat(19));
    }

    @Test
    @DisplayName("the bytes are shared with the replies, not changed by what comes later")
    void repliesKeepTheirBytes() {
        var reader = Replies.reader("$3\r\nabc\r\n");
        var value = (Reply.Value) reader.next().orElseThrow();
        for (var i = 0; i < 1000; i++) {
            reader.feed("$3\r\nxyz\r\n".getBytes(UTF_8));
            assertThat(reader.next()).isPresent();
        }
        assertThat(value.bytes()).isEqualTo(Replies.bytes("abc"));
        assertThat(value.bytes().isReadOnly()).isTrue();
    }
}
