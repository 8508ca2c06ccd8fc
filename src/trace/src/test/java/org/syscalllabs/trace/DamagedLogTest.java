package org.syscalllabs.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.claim.Claims;

@DisplayName("A log that is not as strace wrote it any more proves nothing")
class DamagedLogTest {

    private static final String WHOLE =
            """
            9 1795360641.000100 listen(3<TCP:[127.0.0.1:6379]>, 128) = 0
            9 1795360641.000200 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>
            9 1795360641.000300 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>, "PING\\r\\n", 99, 0, NULL, NULL) = 6
            9 1795360641.000400 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>, "+PONG\\r\\n", 7, 0, NULL, 0) = 7
            9 1795360641.000500 close(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>) = 0
            9 1795360641.000600 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>
            9 1795360641.000700 recvfrom(4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>, "PING\\r\\n", 99, 0, NULL, NULL) = 6
            9 1795360641.000800 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>, "+PONG\\r\\n", 7, 0, NULL, 0) = 7
            9 1795360641.000900 close(4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>) = 0
            """;

    private List<String> lines = new ArrayList<>();

    @BeforeEach
    void makeWholeLog() {
        lines = new ArrayList<>(WHOLE.lines().toList());
    }

    @Test
    void but_a_whole_one_does() {
        assertThat(judged()).startsWith("proved");
    }

    @Test
    void with_a_line_that_can_not_be_read() {
        lines.set(4, lines.get(4).replace("close(", "close\0"));

        assertUndecided("line 5 can't be read: what it told of is missing");
    }

    @Test
    void with_a_line_that_is_there_twice() {
        lines.add(3, lines.get(2));

        assertUndecided("line 4 is line 3 again");
    }

    @Test
    void with_lines_that_were_moved() {
        lines.add(1, lines.remove(8));

        assertUndecided("in line 3 the time goes back: lines were moved");
    }

    @Test
    void with_lines_of_another_log() {
        lines.add(5, "9 15:16:11.598853 close(7) = 0");

        assertUndecided("the times in line 6 are of another kind: two logs are in one");
    }

    /** strace -t counts whole seconds: a thread may make the same call twice in one. */
    @Test
    void but_with_times_in_seconds_it_does() {
        lines.replaceAll(line -> line.replaceFirst("1795360641[.][0-9]*", "15:16:11"));
        lines.add(4, "9 15:16:11 read(7</etc/passwd>, \"\", 99) = 0");
        lines.add(4, "9 15:16:11 read(7</etc/passwd>, \"\", 99) = 0");

        assertThat(judged()).startsWith("proved");
    }

    private void assertUndecided(String because) {
        assertThat(judged()).startsWith("undecided").contains("because:  " + because);
    }

    private String judged() {
        return TraceLog.ofText(String.join("\n", lines) + "\n")
                .judge(Claims.servedOneAtATime())
                .text();
    }
}
