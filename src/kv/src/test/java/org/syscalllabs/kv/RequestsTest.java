package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Requests")
class RequestsTest {

    private static final String STREAM =
            String.join(
                    "",
                    "*3\r\n$3\r\nSET\r\n$4\r\nname\r\n$5\r\nAl\r\ne\r\n",
                    "get name\n",
                    "\r\n",
                    "*0\r\n*-1\r\n",
                    "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n",
                    "ECHO \"a b\\x00\\n\" \r\n",
                    "*1\r\n$4\r\nNOPE\r\n",
                    "INCR name\r\n",
                    "*3\r\n$4\r\nMGET\r\n$4\r\nname\r\n$1\r\nx\r\n",
                    "*1\r\n$4\r\nQUIT\r\n");

    private static final String REPLIES =
            String.join(
                    "",
                    "+OK\r\n$5\r\nAl\r\ne\r\n$0\r\n\r\n$5\r\na b\0\n\r\n",
                    "-ERR unknown command 'NOPE', with args beginning with: \r\n",
                    "-ERR value is not an integer or out of range\r\n",
                    "*2\r\n$5\r\nAl\r\ne\r\n$-1\r\n+OK\r\n");

    @Test
    void may_come_many_at_once() {
        assertThat(new Peer().asks(STREAM)).isEqualTo(REPLIES);
    }

    @Test
    void may_be_torn_at_any_byte() {
        for (var tear = 0; tear <= STREAM.length(); tear++) {
            var alice = new Peer();
            var replies =
                    alice.asks(STREAM.substring(0, tear)) + alice.asks(STREAM.substring(tear));
            assertThat(replies).as("torn after %d bytes", tear).isEqualTo(REPLIES);
        }
    }

    @Test
    void may_be_torn_at_any_two_bytes() {
        for (var first = 0; first <= STREAM.length(); first++) {
            for (var second = first; second <= STREAM.length(); second++) {
                var alice = new Peer();
                var replies =
                        alice.asks(STREAM.substring(0, first))
                                + alice.asks(STREAM.substring(first, second))
                                + alice.asks(STREAM.substring(second));
                assertThat(replies).as("torn after %d and %d", first, second).isEqualTo(REPLIES);
            }
        }
    }

    @Test
    void may_come_one_byte_at_a_time_from_a_buffer_of_any_kind() {
        var alice = new Peer();
        var direct = ByteBuffer.allocateDirect(1);
        var replies = new StringBuilder();
        for (var next : Peer.latin1(STREAM)) {
            direct.clear().put(next).flip();
            alice.session.receive(direct);
            assertThat(direct.hasRemaining()).isFalse();
            replies.append(alice.replies());
        }
        assertThat(replies.toString()).isEqualTo(REPLIES);
    }

    @Test
    void get_no_reply_before_they_are_whole() {
        var alice = new Peer();
        assertThat(alice.asks("*2\r\n$4\r\nECHO\r\n$2\r\nhi\r")).isEmpty();
        assertThat(alice.session.replies()).isEmpty();
        assertThat(alice.asks("\n")).isEqualTo("$2\r\nhi\r\n");
    }

    @Test
    void have_keys_and_values_of_any_bytes() {
        var random = new Random(7);
        var alice = new Peer();
        for (var length : new int[] {0, 1, 2, 255, 4096, 16_383, 16_384, 100_000}) {
            var key = new byte[length];
            var value = new byte[length];
            random.nextBytes(key);
            random.nextBytes(value);
            alice.asks(Peer.array(Peer.latin1("SET"), key, value));
            assertThat(alice.asks(Peer.array(Peer.latin1("GET"), key)))
                    .isEqualTo("$" + length + "\r\n" + Invocation.text(value) + "\r\n");
        }
    }

    @Test
    void that_break_the_protocol_end_the_connection_and_nothing_after_them_is_done() {
        var store = new Store();
        var mallory = new Peer(store);
        assertThat(mallory.asks("PING\r\n*1\r\nfoo\r\nSET a 1\r\n"))
                .isEqualTo("+PONG\r\n-ERR Protocol error: expected '$', got 'f'\r\n");
        assertThat(mallory.session.wantsClose()).isTrue();
        assertThat(mallory.asks("SET a 1\r\n")).isEmpty();
        assertThat(new Peer(store).asks("DBSIZE\r\n")).isEqualTo(":0\r\n");
    }

    @Test
    void after_QUIT_are_dropped() {
        var alice = new Peer();
        assertThat(alice.asks("QUIT\r\nPING\r\n")).isEqualTo("+OK\r\n");
        assertThat(alice.session.wantsClose()).isTrue();
    }

    @Test
    void from_a_browser_are_hung_up_on_without_a_reply() {
        var browser = new Peer();
        assertThat(browser.asks("POST / HTTP/1.1\r\nFLUSHALL\r\n")).isEmpty();
        assertThat(browser.session.wantsClose()).isTrue();
    }

    @Test
    void that_promise_much_take_no_memory_before_it_comes() {
        var promises = "*1048576\r\n$536870912\r\n";
        var head = Peer.latin1(promises);
        new Peer().asks(head);

        var before = allocatedBytes();
        var mallory = new Peer();
        mallory.asks(head);
        mallory.asks("abc");
        assertThat(allocatedBytes() - before).isLessThan(100_000);
    }

    @Test
    void cost_memory_in_proportion_to_their_size_in_whatever_pieces_they_come() {
        var size = 1 << 20;
        var request = Peer.array(Peer.latin1("SET"), Peer.latin1("big"), new byte[size]);
        for (var piece : new int[] {1, 10, 1000, 65_536}) {
            var alice = new Peer();
            var buffer = ByteBuffer.wrap(request);
            var before = allocatedBytes();
            for (var end = 0; end < request.length; ) {
                end = Math.min(end + piece, request.length);
                alice.session.receive(buffer.limit(end));
            }
            assertThat(allocatedBytes() - before)
                    .as("bytes allocated for 1 MB in pieces of %d", piece)
                    .isBetween((long) size, 4L * size);
            assertThat(alice.replies()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void for_100_MB_are_answered_with_the_stored_bytes_themselves() {
        var size = 100 * 1024 * 1024;
        var value = new byte[size];
        new Random(1).nextBytes(value);
        var alice = new Peer();
        alice.asks("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + size + "\r\n");
        for (var at = 0; at < size; at += 64 * 1024) {
            alice.session.receive(ByteBuffer.wrap(value, at, Math.min(64 * 1024, size - at)));
        }
        assertThat(alice.asks("\r\n")).isEqualTo("+OK\r\n");

        var before = allocatedBytes();
        alice.session.receive(ByteBuffer.wrap(Peer.latin1("MGET big big\r\n")));
        var replies = alice.session.replies();
        assertThat(allocatedBytes() - before).isLessThan(1_000_000);

        // "*2 $104857600", the value, "$104857600", the value, "\r\n"
        assertThat(replies).hasSize(5);
        assertThat(Arrays.equals(replies[1].array(), value)).isTrue();
        assertThat(replies[3].array()).isSameAs(replies[1].array());
    }

    private static long allocatedBytes() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
