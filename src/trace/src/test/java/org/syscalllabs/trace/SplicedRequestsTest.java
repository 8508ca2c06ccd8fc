package org.syscalllabs.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.claim.Claims;

@DisplayName("A server that moves its requests into a pipe by splice(2)")
class SplicedRequestsTest {

    private static final String LOG =
            """
            9 1.000100 listen(3<TCP:[127.0.0.1:6379]>, 128) = 0
            9 1.000200 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>
            9 1.000300 splice(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>, NULL, 6<pipe:[7]>, NULL, 65536, 0) = 6
            9 1.000310 read(5<pipe:[7]>, "PING\\r\\n", 65536) = 6
            9 1.000400 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>, "+PONG\\r\\n", 7, 0, NULL, 0) = 7
            9 1.000410 splice(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>, NULL, 6<pipe:[7]>, NULL, 65536, 0) = 0
            9 1.000500 close(4<TCP:[127.0.0.1:6379->127.0.0.1:50001]>) = 0
            9 1.000600 accept4(3<TCP:[127.0.0.1:6379]>, NULL, NULL, 0) = 4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>
            9 1.000700 splice(4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>, NULL, 6<pipe:[7]>, NULL, 65536, 0) = 6
            9 1.000710 read(5<pipe:[7]>, "PING\\r\\n", 65536) = 6
            9 1.000800 sendto(4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>, "+PONG\\r\\n", 7, 0, NULL, 0) = 7
            9 1.000900 close(4<TCP:[127.0.0.1:6379->127.0.0.1:50002]>) = 0
            """;

    @Test
    void receives_them() {
        var alice = TraceLog.ofText(LOG).keep().connections().getFirst();

        assertThat(alice.received()).isEqualTo(6);
        assertThat(alice.sent()).isEqualTo(7);
    }

    @Test
    void serves_one_client_at_a_time() {
        assertThat(TraceLog.ofText(LOG).judge(Claims.servedOneAtATime()).text())
                .startsWith("proved");
    }

    /** The bytes never passed through the process: what was asked is not in the log. */
    @Test
    void may_have_been_asked_anything() {
        assertThat(TraceLog.ofText(LOG).judge(Claims.everyRequestGotOneReply()).text())
                .startsWith("undecided");
    }
}
