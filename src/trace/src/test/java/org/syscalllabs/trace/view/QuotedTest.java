package org.syscalllabs.trace.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuotedTest {

    @Test
    @DisplayName("bytes are shown as one would write them in a program")
    void escapes() {
        assertThat(Quoted.of(bytes("GET name\r\n"))).isEqualTo("\"GET name\\r\\n\"");
        assertThat(Quoted.of(bytes("\t\"\\\0\033é")))
                .isEqualTo("\"\\t\\\"\\\\\\x00\\x1b\\xc3\\xa9\"");
        assertThat(Quoted.of(new byte[0])).isEqualTo("\"\"");
    }

    @Test
    @DisplayName("of many bytes the first are shown, and how many they are")
    void limit() {
        assertThat(Quoted.of(bytes("a".repeat(81)), 80))
                .isEqualTo("\"" + "a".repeat(80) + "\"… (81 bytes)");
        assertThat(Quoted.of(bytes("a".repeat(80)), 80)).isEqualTo("\"" + "a".repeat(80) + "\"");
    }

    @Test
    @DisplayName("a buffer stays as it is, and is shown from its position on")
    void buffer() {
        var buffer = ByteBuffer.wrap(bytes("xxOK")).position(2);
        assertThat(Quoted.of(buffer)).isEqualTo("\"OK\"");
        assertThat(buffer.remaining()).isEqualTo(2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
