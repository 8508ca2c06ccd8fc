package org.syscalllabs.kv;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param host a name or an IP address; loopback unless told otherwise
 * @param port 0 to 65535; with 0 the kernel picks a free one
 * @param backlog how many connections may wait to be accepted, as listen(2) takes it
 */
public record Address(String host, int port, int backlog) {
    private static final int BACKLOG = 128;

    private static final String USAGE =
            """
            usage: Server [--host HOST] [--port PORT] [--backlog N] [--max-memory SIZE]

              --host HOST   the address to listen on (else $HOST, else 127.0.0.1)
              --port PORT   the port to listen on    (else $PORT, else 6379; 0: any free port)
              --backlog N   how many clients may wait (else 128): N + 1, as Linux counts
              --max-memory SIZE
                            what all keys and values may take: 64mb, 1gb (else half of the heap)
              -h, --help    print this and exit
            """;

    /** One with the usual backlog. */
    public Address(String host, int port) {
        this(host, port, BACKLOG);
    }

    /** Refuses a port that no TCP socket can have. */
    public Address {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
        }
    }

    /**
     * The address that a server was told on its command line, else by {@code $HOST} and {@code
     * $PORT}, else {@code 127.0.0.1:6379}. It is the first line of every {@code main}: {@code
     * --help} prints the usage and exits 0; wrong use prints what is wrong and exits 2. {@code
     * --max-memory} bounds every {@link Store} that is made later.
     */
    public static Address from(String... args) {
        return from(List.of(args), "");
    }

    /**
     * The same for a server with options of its own.
     *
     * @param args the command line without them
     * @param more their lines in the usage, each ended by a line end
     */
    public static Address from(List<String> args, String more) {
        try {
            var address = parse(System.getenv(), args.toArray(String[]::new));
            if (address != null) {
                return address;
            }
            System.out.print(USAGE + more);
            System.exit(0);
        } catch (IllegalArgumentException wrongUse) {
            System.err.println(wrongUse.getMessage());
            System.err.println("try: --host 127.0.0.1 --port 6379 (or --help)");
            System.exit(2);
        }
        throw new AssertionError("System.exit returned");
    }

    /** Null when help is asked for. */
    static @Nullable Address parse(Map<String, String> environment, String... args) {
        @Nullable String host = null;
        @Nullable String port = null;
        @Nullable String maxMemory = null;
        var backlog = BACKLOG;
        var portIsFrom = "--port";
        for (var i = 0; i < args.length; i++) {
            var option = args[i].split("=", 2);
            switch (option[0]) {
                case "-h", "--help" -> {
                    return null;
                }
                case "--host", "--port", "--backlog", "--max-memory" -> {
                    String value;
                    if (option.length == 2) {
                        value = option[1];
                    } else if (i + 1 < args.length) {
                        value = args[++i];
                    } else {
                        throw new IllegalArgumentException(option[0] + " needs a value");
                    }
                    if (value.isEmpty()) {
                        throw new IllegalArgumentException(option[0] + " needs a value");
                    }
                    switch (option[0]) {
                        case "--host" -> host = value;
                        case "--port" -> port = value;
                        case "--backlog" -> backlog = number("--backlog", value);
                        default -> maxMemory = Long.toString(Store.bytes(value));
                    }
                }
                default -> throw new IllegalArgumentException("unknown argument: " + args[i]);
            }
        }
        if (host == null) {
            host = environment.getOrDefault("HOST", "");
        }
        if (port == null) {
            port = environment.getOrDefault("PORT", "");
            portIsFrom = "$PORT";
        }
        if (maxMemory != null) {
            System.setProperty(Store.MAX_MEMORY, maxMemory);
        }
        return new Address(
                host.isEmpty() ? "127.0.0.1" : host,
                port.isEmpty() ? 6379 : number(portIsFrom, port),
                backlog);
    }

    private static int number(String from, String digits) {
        if (digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65535) {
            return Integer.parseInt(digits);
        }
        throw new IllegalArgumentException(
                "%s must be a number from 0 to 65535, not '%s'".formatted(from, digits));
    }

    /** As servers print it: {@code 127.0.0.1:6379}, {@code [::1]:6379}. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
