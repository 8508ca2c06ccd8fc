package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two runs of a command show the same, but for what is of that run alone. */
class ShownTest {

    private static List<String> shown(String text) {
        return new Shown().lines(text.replace(" | ", "\n"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                            lab 1 runs: PID 115, on 127.0.0.1:6379 ; lab 1 runs: PID 22, on 127.0.0.1:6379
                            proved   every request   lines 459 460 ; proved every request lines 51 52
                    115                                    ; 4711
                    lab: no sandbox: bwrap fails | proved: lab 03 ; proved: lab 03
                            115 230                                ; 4711 4712
                            + kill -TERM 115                       ; + kill -TERM 22
                            + kill 115                             ; + kill 22
                            115 root 127.0.0.1:6379 java           ; 22 root 127.0.0.1:6379 java
                            End 115? [y/N] n                       ; End 22? [y/N] n
                            127.0.0.1:41000 waits, 19 bytes unread | 127.0.0.1:41002 waits, 21 bytes unread ; 127.0.0.1:51000 waits, 21 bytes unread | 127.0.0.1:51002 waits, 19 bytes unread
                            0100007F:18EB 0A 0 402324              ; 0100007F:18EB 0A 0 7
                            Who has socket 402324 open             ; Who has socket 7 open
                            find -lname socket:\\[402324\\]        ; find -lname socket:\\[7\\]
                            /proc/115/fd/5 -> socket:[402324]      ; /proc/22/fd/25 -> socket:[7]
                            ls -l /proc/115/fd                     ; ls -l /proc/22/fd
                            tcp   0  0 127.0.0.1:6379   0.0.0.0:*  LISTEN   115/java ; tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 22/java
                            tcp6  0  0 ::1:54974        ::1:6379   TIME_WAIT - timewait (54.20/0/0) ; tcp6 0 0 ::1:54986 ::1:6379 TIME_WAIT - timewait (3.07/0/0)
                            LISTEN 0 128 127.0.0.1:6379 0.0.0.0:* users:(("java",pid=115,fd=5)) ; LISTEN 0 128 127.0.0.1:6379 0.0.0.0:* users:(("java",pid=22,fd=19))
                            TIME-WAIT 0 0 127.0.0.1:6379 127.0.0.1:54974 timer:(timewait,54sec,0) ; TIME-WAIT 0 0 127.0.0.1:6379 127.0.0.1:54986 timer:(timewait,1min,0)
                            ESTAB 0 0 127.0.0.1:6379 127.0.0.1:33000 | ESTAB 9 0 127.0.0.1:6379 127.0.0.1:33001 ; ESTAB 9 0 127.0.0.1:6379 127.0.0.1:41000 | ESTAB 0 0 127.0.0.1:6379 127.0.0.1:41002
                            0: 0100007F:18EB 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 402324 3 0000 ; 7: 0100007F:18EB 00000000:0000 0A 00000000:00000002 00:00000000 00000000 1000 0 9 1 0001
                            1: 0100007F:D97C 0100007F:18EB 01 00000000:00000000 00:00000000 00000000 0 0 402324 3 0000 ; 1: 0100007F:D97A 0100007F:18EB 01 00000000:00000000 00:00000000 00000000 0 0 9 3 0000
                            COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 115 root 5u IPv4 402324 0t0 TCP 127.0.0.1:6379 (LISTEN) ; COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 22 ada 19u IPv4 77 0t0 TCP 127.0.0.1:6379 (LISTEN)
                            lrwx------ 1 root root 64 Nov 22 15:35 5 -> socket:[402324] ; lrwx------ 1 ada ada 64 Nov  2 08:00 19 -> socket:[77]
                            15:35:14.721  1030  read(7)  = 21  :54612  "SET" ; 08:00:00.001    7  read(7)  = 21  :40000  "SET"
                            15:35:14.721  11  close(5) = 0 | 15:35:14.722  12  accept4(5) = EINVAL | 15:35:14.722  12  clone3() = 99  a thread ; 15:35:14.721  7  accept4(5) = EINVAL | 15:35:14.722  8  close(5) = 0
                            PID NLWP STAT COMMAND | 115 12 Ssl java ; PID NLWP STAT COMMAND | 22 15 Sl java
                            PID USER STARTED COMMAND | 115 root Sun Nov 22 15:35:14 2026 java ; PID USER STARTED COMMAND | 22 ada Mon Nov 23 08:00:00 2026 java
                            UID PID PPID C STIME TTY TIME CMD | root 115 1 3 15:35 ? 00:00:01 /opt/jdk/bin/java -cp a Server ; UID PID PPID C STIME TTY TIME CMD | ada 22 7 0 Nov22 pts/0 00:00:09 java -cp b Server
                            47.64 0.000363 181 2 accept | 6.56 0.000050 16 3 1 futex ; 1.00 0.000001 0 2 accept
                    """)
    @DisplayName("one and the same")
    void same(String one, String other) {
        assertThat(shown(one)).isEqualTo(shown(other));
    }

    @ParameterizedTest(name = "{0} ≠ {1}")
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    lab 1 runs: PID 115, on 127.0.0.1:6379 ; lab 1 runs: PID 115, on 127.0.0.1:7000
                    2                                      ; 3
                    PID 115 | 115                          ; PID 115 | 116
                    15:35:14.721  7  accept(5) = 6  :54612 | 15:35:14.722  7  read(6) = 0  :54612 ; 15:35:14.722  7  read(6) = 0  :54612 | 15:35:14.721  7  accept(5) = 6  :54612
                    15:35:14.721  7  accept(5) = 6  :54612 ; 15:35:14.721  7  accept4(5) = 6  :54612
                    PID 115 | + kill -TERM 115             ; PID 115 | + kill -TERM 116
                    + kill -TERM 115                       ; + kill -KILL 115
                    115 root 127.0.0.1:6379 java           ; 115 nobody 127.0.0.1:6379 java
                    115 root 127.0.0.1:6379 java           ; 115 root [::1]:6379 java
                    127.0.0.1:41000 waits, 19 bytes unread ; 127.0.0.1:41000 waits, 21 bytes unread
                    115 root 127.0.0.1:6379 java           ; - root 127.0.0.1:6379 -
                    PID 115 | 115 root 127.0.0.1:6379 java ; PID 115 | 116 root 127.0.0.1:6379 java
                    0100007F:18EB 0A 0 402324              ; 0100007F:18EB 01 0 402324
                    tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 115/java ; tcp 0 0 127.0.0.1:6380 0.0.0.0:* LISTEN 115/java
                    tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 115/java ; tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 115/python3
                    tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 115/java ; tcp6 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 115/java
                    PID 115 | tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 115/java ; PID 115 | tcp 0 0 127.0.0.1:6379 0.0.0.0:* LISTEN 116/java
                    LISTEN 0 128 127.0.0.1:6379 0.0.0.0:* users:(("java",pid=115,fd=5)) ; LISTEN 2 128 127.0.0.1:6379 0.0.0.0:* users:(("java",pid=115,fd=5))
                    LISTEN 0 128 127.0.0.1:6379 0.0.0.0:* users:(("java",pid=115,fd=5)) ; LISTEN 0 128 0.0.0.0:6379 0.0.0.0:* users:(("java",pid=115,fd=5))
                    PID 115 | LISTEN 0 128 *:6379 *:* users:(("java",pid=115,fd=5)) ; PID 115 | LISTEN 0 128 *:6379 *:* users:(("java",pid=7,fd=5))
                    TIME-WAIT 0 0 127.0.0.1:6379 127.0.0.1:54974 ; CLOSE-WAIT 0 0 127.0.0.1:6379 127.0.0.1:54974
                    TIME-WAIT 0 0 127.0.0.1:6379 127.0.0.1:54974 ; TIME-WAIT 0 0 127.0.0.1:54974 127.0.0.1:6379
                    ESTAB 0 0 127.0.0.1:6379 127.0.0.1:33000 ; ESTAB 0 0 127.0.0.1:6379 127.0.0.1:33000 | ESTAB 0 0 127.0.0.1:6379 127.0.0.1:33001
                    0: 0100007F:18EB 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 4 3 0 ; 0: 0100007F:18EB 00000000:0000 0A 00000000:00000001 00:00000000 00000000 0 0 4 3 0
                    0: 0100007F:18EB 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 4 3 0 ; 0: 0100007F:18EC 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 4 3 0
                    COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 115 root 5u IPv4 4 0t0 TCP 127.0.0.1:6379 (LISTEN) ; COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 115 root 5u IPv4 4 0t0 TCP 127.0.0.1:6379->127.0.0.1:54974 (ESTABLISHED)
                    COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 115 root 5u IPv4 4 0t0 TCP 127.0.0.1:6379 (LISTEN) ; COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | node 115 root 5u IPv4 4 0t0 TCP 127.0.0.1:6379 (LISTEN)
                    PID 115 | COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 115 root 5u IPv4 4 0t0 TCP *:6379 (LISTEN) ; PID 115 | COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME | java 116 root 5u IPv4 4 0t0 TCP *:6379 (LISTEN)
                    lrwx------ 1 root root 64 Nov 22 15:35 5 -> socket:[402324] ; lrwx------ 1 root root 64 Nov 22 15:35 5 -> pipe:[402324]
                    PID NLWP STAT COMMAND | 115 12 Ssl java ; PID NLWP STAT COMMAND | 115 12 Tsl java
                    PID NLWP STAT COMMAND | 115 12 Ssl java ; PID NLWP STAT COMMAND | 115 12 Ssl python3
                    47.64 0.000363 181 2 accept ; 47.64 0.000363 181 3 accept
                    47.64 0.000363 181 2 accept ; 47.64 0.000363 181 2 2 accept
                    """)
    @DisplayName("told apart")
    void different(String one, String other) {
        assertThat(shown(one)).isNotEqualTo(shown(other));
    }

    @Test
    void a_process_keeps_its_name_from_one_step_to_the_next() {
        var shown = new Shown();
        shown.lines("PID 115");
        assertThat(shown.lines("+ kill -TERM 230")).isEqualTo(List.of("+ kill -TERM PID-2"));
        assertThat(shown.lines("115")).isEqualTo(List.of("PID-1"));
    }
}
