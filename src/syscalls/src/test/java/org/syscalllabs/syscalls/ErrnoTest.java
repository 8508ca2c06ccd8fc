package org.syscalllabs.syscalls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErrnoTest {

    @Test
    @DisplayName("names the numbers of x86-64 and arm64")
    void names() {
        assertThat(Errno.of(4)).contains(Errno.EINTR);
        assertThat(Errno.of(11)).contains(Errno.EAGAIN);
        assertThat(Errno.of(98)).contains(Errno.EADDRINUSE);
        assertThat(Errno.of(133)).contains(Errno.EHWPOISON);
        assertThat(Errno.of(0)).isEmpty();
        assertThat(Errno.of(41)).isEmpty(); // EWOULDBLOCK is EAGAIN: 41 is free
    }

    @Test
    @DisplayName("libc knows each of them")
    void libcKnows() {
        for (var error : Errno.values()) {
            assertThat(Libc.strerror(error.number())).isNotBlank().doesNotContain("Unknown error");
        }
    }

    @Test
    @DisplayName("a number without a name is still told")
    void unnamed() {
        assertThat(new ErrnoException("accept4", "127.0.0.1:6379", 4711))
                .hasMessage("accept4(127.0.0.1:6379): errno 4711, Unknown error 4711");
    }
}
