package org.syscalllabs.trace.strace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    4<TCP:[127.0.0.1:6379->127.0.0.1:41188]>                      | TCP     | 6379 | 41188
                    4<TCPv6:[[::ffff:127.0.0.1]:6400->[::ffff:127.0.0.1]:41188]>  | TCP     | 6400 | 41188
                    3<TCP:[127.0.0.1:6379]>                                       | TCP     | 6379 | -1
                    3<TCPv6:[[::]:6379]>                                          | TCP     | 6379 | -1
                    3<TCP:[130847]>                                               | TCP     | -1   | -1
                    3<socket:[130847]>                                            | SOCKET  | -1   | -1
                    3<UNIX-STREAM:[1->2]>                                         | OTHER   | -1   | -1
                    3</tmp/TCP:[127.0.0.1:1->127.0.0.1:2]>                        | OTHER   | -1   | -1
                    3                                                             | UNKNOWN | -1   | -1
                    -1 EAGAIN (Try again)                                         | UNKNOWN | -1   | -1
                    """)
    void both_ports_are_read_where_strace_knows_them(
            String descriptor, SocketName.Kind kind, int local, int peer) {
        assertThat(SocketName.of(descriptor)).isEqualTo(new SocketName(kind, local, peer));
    }
}
