package org.syscalllabs.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {

    @ParameterizedTest
    @CsvSource({
        "'\u001b[2Jcleared', '\\u001b[2Jcleared'", // clears the screen
        "'\u001b]0;title\u0007', '\\u001b]0;title\\u0007'",
        "'\u009b31m', '\\u009b31m'", // the same as ESC [ to some
        "'over\rwritten', 'over\\u000dwritten'",
        "'\u202egpj.exe', '\\u202egpj.exe'", // turns the text around
        "'\u0000', '\\u0000'"
    })
    void what_steers_a_terminal_is_shown(String text, String shown) {
        assertThat(Visible.of(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "a\ttab", "Ünïcödé 漢字 🙂", "नि‌", ""})
    void what_does_not_stays_as_it_is(String text) {
        assertThat(Visible.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xD800, 0xFFFE, 0xFFFF})
    void half_of_a_character_is_shown(int c) {
        assertThat(Visible.of(Character.toString(c))).isEqualTo("\\u%04x".formatted(c));
    }
}
