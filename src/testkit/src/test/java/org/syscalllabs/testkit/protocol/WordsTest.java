package org.syscalllabs.testkit.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @DisplayName("words for ok")
    @ValueSource(
            strings = {
                "+OK\r\n",
                "OK\n",
                "ok\n",
                "\"OK\"\n",
                "STORED\r\n",
                "true\n",
                ":1\r\n",
                "#t\r\n",
                "$2\r\nOK\r\n",
                "Done.\n",
                "success!\n"
            })
    void ok(String sent) {
        var reply = Replies.of(sent).getFirst();
        assertThat(Words.meansOk(reply)).isTrue();
        assertThat(Words.meansNothing(reply)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("words for nothing")
    @ValueSource(
            strings = {
                "$-1\r\n",
                "*-1\r\n",
                "_\r\n",
                "(nil)\n",
                "nil\n",
                "null\n",
                "None\n",
                "NULL\r\n",
                "NOT_FOUND\n",
                "\n",
                "\"\"\n",
                "END\r\n",
                "*0\r\n",
                "-ERR no such key\r\n",
                "$0\r\n\r\n",
                "Key not found.\n"
            })
    void nothing(String sent) {
        var reply = Replies.of(sent).getFirst();
        assertThat(Words.meansNothing(reply)).isTrue();
        assertThat(Words.meansOk(reply)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("other words are neither")
    @ValueSource(strings = {"Alice\n", "$5\r\nAlice\r\n", "-ERR unknown command\r\n", "ERROR\r\n"})
    void neither(String sent) {
        var reply = Replies.of(sent).getFirst();
        assertThat(Words.meansOk(reply)).isFalse();
        assertThat(Words.meansNothing(reply)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("quotes around a reply are shown as sent, and can be left out")
    @ValueSource(strings = {"\"Alice\"\n", "'Alice'\n"})
    void quotes(String sent) {
        var reply = Replies.of(sent).getFirst();
        assertThat(reply.shown()).isEqualTo(sent.strip());
        assertThat(reply.unquoted()).isEqualTo("Alice");
    }
}
