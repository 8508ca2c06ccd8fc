package org.syscalllabs.kv;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;

/** The least server that there can be: one client at a time, on a port of the kernel's choice. */
final class BlockingServer implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final Thread thread;
    private final Store store = new Store();

    BlockingServer() throws IOException {
        listener =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread = Thread.ofPlatform().name("blocking-server").daemon().start(this::serve);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    private void serve() {
        while (listener.isOpen()) {
            try {
                serveNext();
            } catch (IOException clientIsGone) {
                // the next one, please
            }
        }
    }

    private void serveNext() throws IOException {
        var buffer = ByteBuffer.allocate(64 * 1024);
        try (var channel = listener.accept()) {
            var session = new Session(store);
            while (!session.wantsClose() && channel.read(buffer.clear()) > 0) {
                session.receive(buffer.flip());
                for (var reply : session.replies()) {
                    while (reply.hasRemaining()) {
                        channel.write(reply);
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        // A client that is still there is left by a closed channel.
        thread.interrupt();
    }
}
