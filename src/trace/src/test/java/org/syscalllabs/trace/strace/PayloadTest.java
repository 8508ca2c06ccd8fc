package org.syscalllabs.trace.strace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    private static Payload of(String line) {
        var calls = new java.util.ArrayList<Event>();
        new StraceReader(calls::add).line(line);
        return ((Syscall) calls.getFirst()).payload();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read(4, \"PING\\r\\n\", 1024) = 6",
                "read(4, \"\\120\\111NG\\r\\n\", 1024) = 6",
                "read(4, \"\\x50\\x49\\x4e\\x47\\x0d\\x0a\", 1024) = 6",
                "recvfrom(4, \"PING\\r\\n\", 1024, 0, NULL, NULL) = 6",
                "readv(4, [{iov_base=\"PI\", iov_len=2}, {iov_base=\"NG\\r\\n\", iov_len=9}], 2) = 6",
                "recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"PING\\r\\n\","
                        + " iov_len=1024}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 6"
            })
    void every_call_and_every_way_to_write_a_string_gives_the_bytes(String line) {
        assertThat(of(line).text()).isEqualTo("PING\r\n");
        assertThat(of(line).cut()).isFalse();
    }

    @Test
    void a_partial_write_moved_only_what_it_returned() {
        assertThat(of("write(4, \"+OK\\r\\n\", 5) = 3").text()).isEqualTo("+OK");
    }

    @Test
    void a_cut_string_shows_fewer_bytes_than_were_moved() {
        var payload = of("read(4, \"PING\"..., 1024) = 6");

        assertThat(payload.cut()).isTrue();
        assertThat(payload.length()).isEqualTo(6);
        assertThat(payload.text()).isEqualTo("PING");
    }

    @Test
    void a_failed_call_moved_nothing() {
        assertThat(of("read(4, 0x7f, 1024) = -1 EAGAIN (Try again)").length()).isZero();
    }
}
