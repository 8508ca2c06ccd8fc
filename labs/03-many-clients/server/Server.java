import java.net.ServerSocket;

/** A server. */
void main(String[] args) throws Exception {
    try (var l = new ServerSocket(6400)) {
        while (true) {
            try (var s = l.accept()) {
                serve(s);
            }
        }
    }
}

static void serve(java.net.Socket s) {
    List<String> x = List.of("a");
    IO.println(x);
    switch ((Object) s) {
        case String t when t.isEmpty() -> IO.println(t);
        default -> {}
    }
}
