package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A page that holds what one types becomes one that shows what one sees. */
@ExtendWith(NeedsNamespaces.class)
class PagePlayerTest {
    @TempDir private Path folder;

    @Test
    void a_command_may_fail() throws IOException {
        assertRecorded(
                """
                ```console
                $ echo out; echo err >&2; exit 3
                out
                err
                $ echo next
                next
                ```
                """,
                "out",
                "err",
                "next");
    }

    @Test
    void a_command_in_the_background_holds_nobody_up_and_shows_nothing() throws IOException {
        assertRecorded(
                """
                ```console
                $ { echo unseen; exec sleep 1000; } &
                $ pkill -x -c sleep
                1
                ```
                """,
                "1");
    }

    @Test
    void enter_and_an_answer_are_typed_where_the_page_has_them() throws IOException {
        assertRecorded(
                """
                ```console
                $ read -rp "Enter: alice leaves " && read -rp "Sure? [y/N] " x && echo "it's $x"
                Enter: alice leaves
                ```

                And later:

                ```console
                Sure? [y/N] y
                it's y
                ```
                """,
                "it's y");
    }

    @Test
    void control_c_shows_where_the_cursor_was() throws IOException {
        assertRecorded(
                """
                ```console
                $ printf 'a\\nb'; cat
                a
                b^C
                ```
                """,
                "a");
    }

    /** Forgets some lines of a page, and finds them again by running it. */
    private void assertRecorded(String page, String... forgotten) throws IOException {
        var empty = new ArrayList<>(page.lines().toList());
        empty.removeAll(List.of(forgotten));
        var recorded = new ArrayList<List<String>>();
        try (var machine = new PageMachine(folder.resolve("machine"))) {
            var player = new PagePlayer(machine);
            for (var step : Transcript.of(empty)) {
                recorded.add(player.play(step).lines());
            }
        }
        assertThat(Transcript.with(empty, recorded)).isEqualTo(page.lines().toList());
    }
}
