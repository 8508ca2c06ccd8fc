package org.syscalllabs.trace.view;

import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Event;
import org.syscalllabs.trace.strace.Exit;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.Signal;
import org.syscalllabs.trace.strace.SocketName;
import org.syscalllabs.trace.strace.Syscall;

/**
 * What a server does for its clients, a line a call: when, which thread, which call, what came of
 * it, for whom, and which bytes. Of a log that strace has written with {@code -yy}, whatever the
 * calls' names; calls that are about files, memory or the program itself have no line.
 */
public final class CallLine {

    /** What stands in the columns. */
    public static final String HEAD = "time          thread  call            result  client  text";

    private static final String BEGINNING = "%-12s  %6d  %s";
    private static final int LONGEST_TEXT = 28;
    private static final long MILLISECOND = 1_000_000;
    private static final long DAY = 24 * 60 * 60 * 1000;

    private CallLine() {}

    /** Whether a call is one of those that have a line. */
    public static boolean has(Syscall call) {
        return switch (call.family()) {
            case ACCEPT, WAIT, SPAWN -> true;
            case RECEIVE, SEND, UNFOLLOWED -> isTcp(call);
            case DESCRIPTOR ->
                    switch (call.name()) {
                        case "listen", "shutdown", "close" -> isTcp(call);
                        case "bind" -> call.mentions("sa_family=AF_INET");
                        default -> false;
                    };
            case PROCESS ->
                    (call.name().startsWith("exec") && call.errno() == null)
                            || call.name().equals("exit_group");
            case SLEEP, FILTER, OTHER -> false;
        };
    }

    private static boolean isTcp(Syscall call) {
        return call.socket().kind() == SocketName.Kind.TCP
                || call.sourceSocket().kind() == SocketName.Kind.TCP;
    }

    /** What is known of a call when it begins; the line of the whole call begins so, too. */
    public static String begun(Syscall call) {
        var fd = call.fd() < 0 ? "" : String.valueOf(call.fd());
        return BEGINNING.formatted(time(call.enter()), call.tid(), call.name() + "(" + fd + ")");
    }

    /**
     * The line of an event, or null if it has none: a call that has returned, a signal, the end of
     * a process.
     *
     * @param process whether the thread with this number is the first of a process
     */
    public static @Nullable String of(Event event, IntPredicate process) {
        return switch (event) {
            case Syscall call -> has(call) ? returned(call) : null;
            // A JVM's own affair; who dies of it is shown to be killed by it.
            case Signal signal when signal.name().matches("SIGSEGV|SIGCHLD") -> null;
            case Signal signal ->
                    BEGINNING.formatted(time(signal.at()), signal.tid(), "--- " + signal.name());
            case Exit exit when process.test(exit.tid()) ->
                    BEGINNING.formatted(time(exit.at()), exit.tid(), end(exit));
            default -> null;
        };
    }

    private static String end(Exit exit) {
        return exit.signal() == null
                ? "+++ has ended, exit code " + exit.status()
                : "+++ was killed by " + exit.signal();
    }

    private static String returned(Syscall call) {
        if (call.name().equals("exit_group")) {
            return begun(call); // it never returns
        }
        return "%-36s  = %-5s  %-6s  %s"
                .formatted(begun(call), result(call), client(call), text(call))
                .stripTrailing();
    }

    private static String result(Syscall call) {
        var errno = call.errno();
        return errno != null ? errno : call.finished() ? Long.toString(call.value()) : "?";
    }

    private static String client(Syscall call) {
        int port;
        if (call.family() == Family.ACCEPT) {
            var named = call.resultSocket().peerPort();
            port = named >= 0 ? named : call.port();
        } else {
            port = Math.max(call.socket().peerPort(), call.sourceSocket().peerPort());
        }
        return port > 0 ? ":" + port : "";
    }

    private static String text(Syscall call) {
        return switch (call.family()) {
            case RECEIVE -> call.value() == 0 && call.errno() == null ? "has left" : data(call);
            case SEND -> data(call);
            case SPAWN -> call.mentions("CLONE_THREAD") ? "a thread" : "a process";
            case DESCRIPTOR ->
                    switch (call.name()) {
                        case "bind", "listen" -> {
                            var port = Math.max(call.port(), call.socket().localPort());
                            yield port > 0 ? "port " + port : "";
                        }
                        default -> "";
                    };
            case PROCESS ->
                    call.name().startsWith("exec") ? shortened(call.arg(0).replace("\"", "")) : "";
            default -> "";
        };
    }

    /**
     * The first bytes as strace prints them, line ends and all: what the kernel saw is the point.
     */
    private static String data(Syscall call) {
        var payload = call.payload();
        if (payload.bytes().length == 0) {
            return "";
        }
        var text = new StringBuilder("\"");
        for (var b : payload.bytes()) {
            if (text.length() > LONGEST_TEXT) {
                return text + "\"...";
            }
            Quoted.append(b & 0xFF, text);
        }
        return text + (payload.cut() ? "\"..." : "\"");
    }

    private static String shortened(String path) {
        var from = path.length() - LONGEST_TEXT;
        return from <= 0 ? path : "..." + path.substring(from);
    }

    private static String time(long at) {
        if (at < 0) {
            return "";
        }
        var ms = at / MILLISECOND % DAY;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                ms / 3_600_000,
                ms / 60_000 % 60,
                ms / 1000 % 60,
                ms % 1000);
    }
}
