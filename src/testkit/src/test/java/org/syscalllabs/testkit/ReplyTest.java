package org.syscalllabs.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {

    @ParameterizedTest(name = "{0} is shown as {1}")
    @CsvSource({
        "+OK~, OK",
        "$5~Alice~, Alice",
        "$0~~, ''",
        "$-1~, (nil)",
        "*-1~, (nil)",
        ":1~, (integer) 1",
        ":-2~, (integer) -2",
        "-ERR unknown command~, (error) ERR unknown command",
        "*2~$1~a~:2~, '1) a|2) (integer) 2'",
        "*0~, (empty array)",
        "OK|, OK",
        "Alice~, Alice",
        "(nil)|, (nil)",
    })
    @DisplayName("a whole reply is shown, and a torn one is not, at whatever byte it is torn")
    void showsWhatAClientShows(String sent, String shown) {
        var bytes = bytes(sent.replace("~", "\r\n").replace('|', '\n'));
        assertThat(Reply.first(bytes, false))
                .contains(new Reply(shown.replace('|', '\n'), bytes.length));
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(Reply.first(Arrays.copyOf(bytes, cut), false))
                    .as("cut at %d", cut)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("a plain reply without a line end is whole when nothing follows")
    void plainWithoutLineEnd() {
        assertThat(Reply.first(bytes("OK"), false)).isEmpty();
        assertThat(Reply.first(bytes("OK"), true)).contains(new Reply("OK", 2));
    }

    @Test
    @DisplayName("of two replies the first is taken")
    void firstOfTwo() {
        assertThat(Reply.first(bytes("+OK\r\n+OK\r\n"), false)).contains(new Reply("OK", 5));
        assertThat(Reply.first(bytes("OK\nOK\n"), false)).contains(new Reply("OK", 3));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
