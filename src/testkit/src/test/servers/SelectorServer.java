import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Concurrent: one thread that asks the kernel which of its clients has sent something. */
final class SelectorServer {
    public static void main(String[] args) throws IOException {
        try (var selector = Selector.open();
                var listener = ServerSocketChannel.open()) {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(Commands.address());
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            while (true) {
                selector.select();
                for (var key : selector.selectedKeys()) {
                    if (key.isAcceptable()) {
                        accept(selector, listener);
                    } else {
                        read((SocketChannel) key.channel(), (StringBuilder) key.attachment());
                    }
                }
                selector.selectedKeys().clear();
            }
        }
    }

    private static void accept(Selector selector, ServerSocketChannel listener)
            throws IOException {
        var connection = listener.accept();
        connection.configureBlocking(false);
        connection.register(selector, SelectionKey.OP_READ, new StringBuilder());
    }

    private static void read(SocketChannel connection, StringBuilder line) throws IOException {
        var piece = ByteBuffer.allocate(4096);
        if (receive(connection, piece) < 0) {
            connection.close();
            return;
        }
        piece.flip();
        while (piece.hasRemaining()) {
            var next = piece.get();
            if (next != '\n') {
                line.append((char) (next & 0xff));
                continue;
            }
            connection.write(ByteBuffer.wrap(Commands.reply(line.toString())));
            line.setLength(0);
        }
    }

    private static int receive(SocketChannel connection, ByteBuffer piece) {
        try {
            return connection.read(piece);
        } catch (IOException e) {
            return -1; // it left and said nothing
        }
    }
}
