package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("With many threads on one store")
@Timeout(60)
class AtomicityTest {

    private static final int THREADS = 8;
    private static final int TIMES = 5000;

    private final Store store = new Store();

    @Test
    void no_INCR_is_lost() throws Exception {
        inAllThreads(() -> {
            var client = new Peer(store);
            for (var i = 0; i < TIMES; i++) {
                client.asks("INCR n\r\n");
            }
            return null;
        });
        assertThat(new Peer(store).asks("GET n\r\n")).isEqualTo("$5\r\n40000\r\n");
    }

    @Test
    void one_alone_wins_SET_NX() throws Exception {
        var wins =
                inAllThreads(() -> {
                    var client = new Peer(store);
                    var won = 0;
                    for (var i = 0; i < TIMES; i++) {
                        won += client.asks("SET k" + i + " v NX\r\n").equals("+OK\r\n") ? 1 : 0;
                    }
                    return won;
                });
        assertThat(wins.stream().mapToInt(won -> won).sum()).isEqualTo(TIMES);
    }

    @Test
    void MSET_is_seen_whole_or_not_at_all() throws Exception {
        var torn = new AtomicBoolean();
        new Peer(store).asks("MSET a 0 b 0\r\n");
        inAllThreads(() -> {
            var client = new Peer(store);
            for (var i = 0; i < TIMES; i++) {
                var n = i % 10;
                var seen = client.asks("MSET a " + n + " b " + n + "\r\nMGET a b\r\n");
                // +OK *2 $1 a $1 b
                var lines = seen.split("\r\n", -1);
                if (!lines[3].equals(lines[5])) {
                    torn.set(true);
                }
            }
            return null;
        });
        assertThat(torn).isFalse();
    }

    private static <T> List<T> inAllThreads(Callable<T> work) throws Exception {
        var results = new ArrayList<T>();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var futures = threads.invokeAll(Collections.nCopies(THREADS, work));
            for (var future : futures) {
                results.add(future.get(50, TimeUnit.SECONDS));
            }
        }
        return results;
    }
}
