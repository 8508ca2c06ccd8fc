package org.syscalllabs.syscalls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class StraceTest {

    @TempDir Path folder;

    @Test
    @DisplayName("one line of Java is one line of strace")
    void exactCalls() throws Exception {
        var log = folder.resolve("trace.log");
        var out = folder.resolve("out");
        var process =
                new ProcessBuilder(
                                "strace",
                                "-f",
                                "-o",
                                log.toString(),
                                "-e",
                                "trace=network,close",
                                "-e",
                                "signal=none",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TracedProgram.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("strace java TracedProgram ends within 60 seconds")
                    .isTrue();
        } finally {
            process.destroy(); // strace passes it on
        }
        var printed = Files.readString(out);
        assertThat(process.exitValue()).as(printed).isZero();

        var numbers = printed.strip().split("\\s+", -1);
        var calls =
                Files.readString(log)
                        .replaceAll("(?m)^\\d+ +", "") // the thread
                        .replaceAll(" +=", " =")
                        .replace("htons(" + numbers[0] + ")", "htons(PORT)")
                        .replace("htons(" + numbers[1] + ")", "htons(ALICE)");
        var listener = numbers[2];
        var connection = numbers[3];
        var ours =
                ofDescriptors(calls.lines().toList(), listener, connection).stream()
                        .map(call -> call.replaceFirst("\\(" + listener + "\\b", "(LISTENER"))
                        .map(call -> call.replaceFirst("\\(" + connection + "\\b", "(CLIENT"))
                        .map(call ->
                                call.replaceFirst("^(socket.*= )" + listener + "$", "$1LISTENER"))
                        .map(call ->
                                call.replaceFirst("^(accept4.*= )" + connection + "$", "$1CLIENT"))
                        .map(call -> call.replaceFirst("TCP_INFO, \".*\"", "TCP_INFO, …"))
                        .toList();
        var message = "msg_name=NULL, msg_namelen=0, msg_iov=[%s], msg_iovlen=%d, msg_controllen=0";
        assertThat(ours)
                .containsExactly(
                        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = LISTENER",
                        "setsockopt(LISTENER, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0",
                        "setsockopt(LISTENER, SOL_TCP, TCP_NODELAY, [1], 4) = 0",
                        "bind(LISTENER, {sa_family=AF_INET, sin_port=htons(0),"
                                + " sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0",
                        "listen(LISTENER, 128) = 0",
                        "getsockname(LISTENER, {sa_family=AF_INET, sin_port=htons(PORT),"
                                + " sin_addr=inet_addr(\"127.0.0.1\")}, [28 => 16]) = 0",
                        "accept4(LISTENER, {sa_family=AF_INET, sin_port=htons(ALICE),"
                                + " sin_addr=inet_addr(\"127.0.0.1\")}, [28 => 16], SOCK_CLOEXEC)"
                                + " = CLIENT",
                        "recvmsg(CLIENT, {"
                                + message.formatted("{iov_base=\"PING\\r\\n\", iov_len=100}", 1)
                                + ", msg_flags=0}, 0) = 6",
                        "sendmsg(CLIENT, {"
                                + message.formatted(
                                        "{iov_base=\"+PO\", iov_len=3},"
                                                + " {iov_base=\"NG\\r\\n\", iov_len=4}",
                                        2)
                                + ", msg_flags=0}, MSG_NOSIGNAL) = 7",
                        "recvmsg(CLIENT, {"
                                + message.formatted("{iov_base=\"\", iov_len=94}", 1)
                                + ", msg_flags=0}, 0) = 0",
                        "getsockopt(LISTENER, SOL_TCP, TCP_INFO, …, [32]) = 0",
                        "shutdown(CLIENT, SHUT_WR) = 0",
                        "close(CLIENT) = 0",
                        "close(LISTENER) = 0");
    }

    /** The JVM's own sockets had these numbers before; class files have others meanwhile. */
    private static List<String> ofDescriptors(
            List<String> calls, String listener, String connection) {
        var result = new ArrayList<String>();
        var listens = false;
        var accepted = false;
        for (var call : calls) {
            listens |= call.matches("socket\\(AF_INET, \\S+CLOEXEC, .*= " + listener);
            var ofListener = "socket.*= %s|\\w+\\(%s[,)].*".formatted(listener, listener);
            var ofConnection = "\\w+\\(" + connection + "[,)].*";
            if ((listens && call.matches(ofListener)) || (accepted && call.matches(ofConnection))) {
                result.add(call);
            }
            accepted |= call.matches("accept4.*= " + connection);
        }
        return result;
    }
}
