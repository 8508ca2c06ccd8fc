package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.trace.server.ClientFacts;

/** Writes small logs, as strace -f -ttt -T -yy would, a millisecond a line. */
public final class Logs {

    public static final int PORT = 6379;
    public static final int ALICE = 41188;
    public static final int BOB = 41190;
    public static final long START = 1_700_000_000_000_000_000L;

    private final List<String> lines = new ArrayList<>();
    private boolean yy = true;

    /** As strace prints descriptors without -y and -yy. */
    public Logs withoutPeers() {
        yy = false;
        return this;
    }

    public static long at(int line) {
        return START + line * 1_000_000L;
    }

    public Logs line(int tid, String call) {
        lines.add(
                "%d %d.%06d %s"
                        .formatted(tid, START / 1_000_000_000L, (lines.size() + 1) * 1000, call));
        return this;
    }

    public Logs listens(int tid) {
        line(tid, "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3" + (yy ? "<TCP:[99]>" : ""));
        line(
                tid,
                "bind(3"
                        + (yy ? "<TCP:[99]>" : "")
                        + ", {sa_family=AF_INET, sin_port=htons(6379),"
                        + " sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0");
        return line(tid, "listen(" + listener() + ", 5) = 0");
    }

    public Logs accepts(int tid, int fd, int peer) {
        return line(tid, "accept4(%s, %s".formatted(listener(), accepted(fd, peer)));
    }

    public Logs beginsToAccept(int tid) {
        return line(tid, "accept4(" + listener() + ",  <unfinished ...>");
    }

    public Logs hasAccepted(int tid, int fd, int peer) {
        return line(tid, "<... accept4 resumed>" + accepted(fd, peer));
    }

    public Logs receives(int tid, int fd, int peer, String data) {
        var length = data.replace("\\r", "r").replace("\\n", "n").length();
        return line(
                tid,
                "recvfrom(%s, \"%s\", 1024, 0, NULL, NULL) = %d <0.000010>"
                        .formatted(connection(fd, peer), data, length));
    }

    public Logs sends(int tid, int fd, int peer, String data) {
        var length = data.replace("\\r", "r").replace("\\n", "n").length();
        return line(
                tid,
                "sendto(%s, \"%s\", %d, 0, NULL, 0) = %d <0.000010>"
                        .formatted(connection(fd, peer), data, length, length));
    }

    public Logs closes(int tid, int fd, int peer) {
        return line(tid, "close(" + connection(fd, peer) + ") = 0 <0.000010>");
    }

    /** One request, one reply, and the client leaves. */
    public Logs serves(int tid, int fd, int peer) {
        return receives(tid, fd, peer, "PING\\r\\n")
                .sends(tid, fd, peer, "+PONG\\r\\n")
                .receives(tid, fd, peer, "")
                .closes(tid, fd, peer);
    }

    public Logs thread(int tid, int child) {
        return line(
                tid,
                "clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD,"
                        + " exit_signal=0} => {parent_tid=[%d]}, 88) = %d".formatted(child, child));
    }

    public Logs fork(int tid, int child) {
        return line(
                tid,
                "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f) = "
                        + child);
    }

    public String text() {
        return String.join("\n", lines) + "\n";
    }

    public TraceLog log() {
        return TraceLog.ofText(text());
    }

    /** All that happened. */
    public Trace trace() {
        return log().keep();
    }

    /** The log, with its clients' names, and bob's first byte at a line's time. */
    public TraceLog log(int bobSpeaksAtLine) {
        return log().withClients(
                        List.of(
                                new ClientFacts("alice", ALICE, at(1), at(1)),
                                new ClientFacts(
                                        "bob", BOB, at(bobSpeaksAtLine), at(bobSpeaksAtLine))));
    }

    /** A blocking server: alice, then bob. */
    public static Logs blocking() {
        return new Logs()
                .listens(1)
                .accepts(1, 4, ALICE)
                .serves(1, 4, ALICE)
                .accepts(1, 4, BOB)
                .serves(1, 4, BOB);
    }

    /** A thread a client: bob comes while alice is there. */
    public static Logs threaded() {
        return new Logs()
                .listens(1)
                .accepts(1, 4, ALICE)
                .thread(1, 2)
                .beginsToAccept(1)
                .receives(2, 4, ALICE, "PING\\r\\n")
                .hasAccepted(1, 5, BOB)
                .thread(1, 3)
                .beginsToAccept(1)
                .serves(3, 5, BOB)
                .sends(2, 4, ALICE, "+PONG\\r\\n")
                .receives(2, 4, ALICE, "")
                .closes(2, 4, ALICE);
    }

    private String listener() {
        return yy ? "3<TCP:[127.0.0.1:6379]>" : "3";
    }

    private String accepted(int fd, int peer) {
        return "{sa_family=AF_INET, sin_port=htons(%d), sin_addr=inet_addr(\"127.0.0.1\")}, [16], 0) = %s <0.000010>"
                .formatted(peer, connection(fd, peer));
    }

    private String connection(int fd, int peer) {
        return yy ? fd + "<TCP:[127.0.0.1:6379->127.0.0.1:" + peer + "]>" : String.valueOf(fd);
    }
}
