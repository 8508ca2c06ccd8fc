package org.syscalllabs.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class StageTest {

    @Test
    void columns_show_each_moment_in_its_actors_column_and_bobs_wait_in_between() {
        assertThat(shown(out -> new Columns(out, Ansi.OFF, 100)))
                .isEqualTo(
                        """
                        + strace -f java Server

                        strace                                                   alice                bob
                        ───────────────────────────────────────────────────────  ───────────────────  ───────────────────
                        listen(6, 50) = 0
                                                                                 connects
                        accept4(6, port 41234) = 7                               │
                                                                                 │                    connects
                                                                                 │                    SET a <&>
                                                                                 │                    waits …
                                                                                 leaves               ┊
                        accept4(6, port 41236) = 7                                                    │
                        sendmsg(7, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…                      │
                                                                                                      leaves
                        """);
    }

    @Test
    void no_row_is_wider_than_the_terminal() {
        for (var width : new int[] {100, 120, 300}) {
            assertThat(shown(out -> new Columns(out, Ansi.OFF, width)).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(width));
        }
    }

    @Test
    void plain_lines_name_the_actor() {
        assertThat(shown(PlainLines::new))
                .startsWith(
                        """
                        + strace -f java Server
                        strace | listen(6, 50) = 0
                        alice  | connects
                        strace | accept4(6, port 41234) = 7
                        bob    | connects
                        """);
    }

    private static String shown(Function<PrintWriter, Stage> stage) {
        var text = new StringWriter();
        var shown = stage.apply(new PrintWriter(text));
        shown.opens("strace -f java Server");
        Moments.all().forEach(shown::show);
        return text.toString().replaceAll(" +\n", "\n");
    }
}
