package org.syscalllabs.trace.view;

import org.syscalllabs.trace.strace.Syscall;

/** A call in short, for a table: {@code accept4(3) = 4}, {@code recvmsg(4) "PING a"}. */
public final class CallText {

    private static final int LONGEST = 32;

    private CallText() {}

    public static String of(Syscall call) {
        var fd = call.fd() < 0 ? "" : String.valueOf(call.fd());
        var text = call.name() + "(" + fd + ")";
        if (call.name().startsWith("exit")) {
            return text; // never returns
        }
        if (!call.finished()) {
            return text + (call.errno() == null ? " …" : " = ? " + call.errno());
        }
        if (call.errno() != null) {
            return text + " = -1 " + call.errno();
        }
        return switch (call.family()) {
            case RECEIVE, SEND -> text + " " + data(call);
            case ACCEPT, WAIT, SPAWN -> text + " = " + call.value();
            case UNFOLLOWED, SLEEP, PROCESS, DESCRIPTOR, FILTER, OTHER ->
                    call.value() == 0 ? text : text + " = " + call.value();
        };
    }

    private static String data(Syscall call) {
        var payload = call.payload();
        if (payload.bytes().length == 0 && payload.length() > 0) {
            return "= " + payload.length(); // sendfile, splice, strace -s 0
        }
        var text = new StringBuilder("\"");
        var bytes = payload.text();
        var end = bytes.length();
        // The end of a line is in every request: it says nothing.
        while (!payload.cut() && end > 0 && "\r\n".indexOf(bytes.charAt(end - 1)) >= 0) {
            end--;
        }
        var shown = Math.min(end, LONGEST);
        for (var i = 0; i < shown; i++) {
            var c = bytes.charAt(i);
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '"' -> text.append("\\\"");
                default -> text.append(c < ' ' || c > '~' ? '?' : c);
            }
        }
        text.append('"');
        return shown < end || payload.cut() ? text.append("...").toString() : text.toString();
    }
}
