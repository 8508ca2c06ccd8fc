package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A request that the heap can't hold")
@Timeout(60)
class FullHeapTest {

    /** Runs in a process of its own, with a heap of 64 MB. */
    static final class SmallServer {
        private SmallServer() {}

        public static void main(String[] args) {
            var store = new Store();
            var alice = new Peer(store);
            alice.asks("SET name Alice\r\n");

            var mallory = new Peer(store);
            mallory.asks("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$536870912\r\n");
            var megabyte = new byte[1 << 20];
            var replies = "";
            for (var i = 0; i < 512 && replies.isEmpty(); i++) {
                mallory.session.receive(ByteBuffer.wrap(megabyte));
                replies = mallory.replies();
            }
            System.out.print(replies + mallory.session.wantsClose() + "\n");

            mallory = new Peer(store);
            mallory.asks(Peer.array("SET", "page", "x".repeat(16_000)));
            mallory.asks("*100001\r\n$4\r\nMGET\r\n");
            System.out.print(mallory.asks("$4\r\npage\r\n".repeat(100_000)));
            System.out.print(mallory.session.wantsClose() + "\n");

            System.out.print(alice.asks("GET name\r\n"));
        }
    }

    @Test
    void costs_its_client_the_connection_and_nobody_else_anything() throws Exception {
        var classPath =
                Path.of("target", "classes")
                        + File.pathSeparator
                        + Path.of("target", "test-classes");
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                classPath,
                                SmallServer.class.getName())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends within 30 s").isTrue();
        assertThat(printed.replace("\r", ""))
                .isEqualTo(
                        """
                        -OOM the server has no memory left for this request
                        true
                        -OOM the server has no memory left for this request
                        true
                        $5
                        Alice
                        """);
    }
}
