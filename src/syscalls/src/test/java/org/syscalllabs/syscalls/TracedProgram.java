package org.syscalllabs.syscalls;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One client served, for {@link StraceTest}: each line that calls the kernel does it once. */
final class TracedProgram {

    private TracedProgram() {}

    static void main() throws Exception {
        try (var listener = Listener.open("127.0.0.1", 0);
                var alice = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            alice.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            alice.shutdownOutput();
            try (var connection = listener.accept4()) {
                System.out.println(listener.port() + " " + alice.getLocalPort());
                System.out.println(listener.fd() + " " + connection.fd());
                var bytes = ByteBuffer.allocateDirect(100);
                connection.recvmsg(bytes);
                connection.sendmsg(ascii("+PO"), ByteBuffer.allocate(0), ascii("NG\r\n"));
                connection.sendmsg();
                connection.recvmsg(bytes);
                listener.waiting();
                connection.shutdown(Connection.Half.SEND);
            }
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
