package org.syscalllabs.testkit.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestTest {

    private static String line(String typed) {
        return new String(Request.parse(typed).bytes(Dialect.LINES), UTF_8);
    }

    private static String array(String typed) {
        return new String(Request.parse(typed).bytes(Dialect.ARRAYS), ISO_8859_1);
    }

    @Test
    @DisplayName("words are a line, with one blank between them, or an array")
    void words() {
        assertThat(line("  SET  name\tAlice ")).isEqualTo("SET name Alice\r\n");
        assertThat(array("  SET  name\tAlice "))
                .isEqualTo("*3\r\n$3\r\nSET\r\n$4\r\nname\r\n$5\r\nAlice\r\n");
        assertThat(line("")).isEqualTo("\r\n");
        assertThat(array("")).isEqualTo("*0\r\n");
        assertThat(Request.of("SET", "k", "v").bytes(Dialect.LINES))
                .isEqualTo("SET k v\r\n".getBytes(UTF_8));
    }

    @Test
    @DisplayName("in a line a word that needs quotes has them")
    void quotes() {
        assertThat(line("SET k \"a b\"")).isEqualTo("SET k \"a b\"\r\n");
        assertThat(line("SET k 'a b'")).isEqualTo("SET k \"a b\"\r\n");
        assertThat(line("SET k \"\"")).isEqualTo("SET k \"\"\r\n");
        assertThat(line("SET k \"it's\"")).isEqualTo("SET k \"it's\"\r\n");
        assertThat(line("SET k '\"'")).isEqualTo("SET k \"\\\"\"\r\n");
        assertThat(line("SET k \"\\r\\n\\t\\x00\\x7f\""))
                .isEqualTo("SET k \"\\r\\n\\t\\x00\\x7f\"\r\n");
        assertThat(line("SET k \"a \\\\ b\"")).isEqualTo("SET k \"a \\\\ b\"\r\n");
        assertThat(line("*1")).isEqualTo("\"*1\"\r\n");
    }

    @Test
    @DisplayName("in a line a word that needs no quotes has none")
    void noQuotes() {
        assertThat(line("SET k \"Alice\"")).isEqualTo("SET k Alice\r\n");
        assertThat(line("SET k C:\\a")).isEqualTo("SET k C:\\a\r\n");
        assertThat(line("SET k é")).isEqualTo("SET k é\r\n");
    }

    @Test
    @DisplayName("a line is read as the words that it was made of")
    void roundTrip() {
        for (var word : List.of("", " ", "a b", "\"", "'", "\\", "\r\n", "a\\n", "é\0", "*3")) {
            var sent = Request.of(word, word).bytes(Dialect.LINES);
            var again = Request.parse(new String(sent, UTF_8)).words();
            assertThat(again).hasSize(2).allMatch(read -> new String(read, UTF_8).equals(word));
        }
    }

    @Test
    @DisplayName(
            "escapes in double quotes are bytes; single quotes take all but the quote as it is")
    void escapes() {
        assertThat(array("ECHO \"\\x00\\xff\\n\\\"\\\\\""))
                .isEqualTo("*2\r\n$4\r\nECHO\r\n$5\r\n\0\u00ff\n\"\\\r\n");
        assertThat(array("ECHO 'a\\n\\'b'")).isEqualTo("*2\r\n$4\r\nECHO\r\n$5\r\na\\n'b\r\n");
        assertThat(array("ECHO \"\\xg\"")).endsWith("$2\r\nxg\r\n");
    }

    @Test
    @DisplayName("a quote that is never closed is refused, and one that closes within a word")
    void unclosed() {
        assertThatThrownBy(() -> Request.parse("SET k \"a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a quote is not closed: end the value with the same quote");
        assertThatThrownBy(() -> Request.parse("SET k 'a'b"))
                .hasMessage("a closing quote must end the word: put a blank after the quote");
    }

    @Test
    @DisplayName("the command is its first word")
    void command() {
        assertThat(Request.parse("get name").command()).isEqualTo("get");
        assertThat(Request.parse(" ").command()).isEmpty();
    }
}
