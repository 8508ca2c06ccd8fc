package org.syscalllabs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.syscalllabs.proc.Problem;

class RequestTest {

    private static String sent(String typed) {
        return new String(Request.parse(typed).bytes(), ISO_8859_1);
    }

    @Test
    void plain_words_go_as_one_line() {
        assertThat(sent("  SET  name\tAlice ")).isEqualTo("SET name Alice\r\n");
    }

    @Test
    void a_quoted_value_with_a_blank_goes_as_an_array() {
        assertThat(sent("SET k \"a b\"")).isEqualTo("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\na b\r\n");
    }

    @Test
    void escapes_in_double_quotes_are_bytes() {
        assertThat(sent("ECHO \"\\x00\\xff\\n\\\"\\\\\""))
                .isEqualTo("*2\r\n$4\r\nECHO\r\n$5\r\n\0\u00ff\n\"\\\r\n");
    }

    @Test
    void single_quotes_take_all_but_the_quote_as_it_is() {
        assertThat(sent("ECHO 'a\\n\\'b'")).isEqualTo("*2\r\n$4\r\nECHO\r\n$5\r\na\\n'b\r\n");
    }

    @Test
    void an_empty_value_goes_as_an_array() {
        assertThat(sent("SET k \"\"")).endsWith("$0\r\n\r\n");
    }

    @Test
    void a_quote_that_is_never_closed_is_bad_usage() {
        assertThatThrownBy(() -> Request.parse("SET k \"a b"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.what()).isEqualTo("a quote is not closed"));
        assertThatThrownBy(() -> Request.parse("SET k 'a'b")).isInstanceOf(Problem.class);
    }
}
