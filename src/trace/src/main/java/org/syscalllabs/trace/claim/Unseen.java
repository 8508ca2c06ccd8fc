package org.syscalllabs.trace.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.server.ClientFacts;
import org.syscalllabs.trace.server.Connection;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Sight;
import org.syscalllabs.trace.strace.Syscall;

/** Why a log can't show who was served when: what is missing in it, and the likely reason. */
public final class Unseen {

    private Unseen() {}

    /** What keeps the log from telling of the server as a whole; null if nothing does. */
    public static @Nullable String of(Follower server) {
        var order = server.orderUnknown();
        if (order != null) {
            return order;
        }
        for (var client : server.clients()) {
            var bytes = bytes(server, client);
            if (bytes != null) {
                return bytes;
            }
        }
        return calls(server, null);
    }

    /**
     * What keeps the log from telling of one client; null if nothing does.
     *
     * @param its the client's connections
     */
    static @Nullable String of(Follower server, String client, List<Connection> its) {
        var order = server.orderUnknown();
        if (order != null) {
            return order;
        }
        var port = "";
        for (var facts : server.clients()) {
            if (facts.name().equals(client)) {
                var bytes = bytes(server, facts);
                if (bytes != null) {
                    return bytes;
                }
                port = ", who connected from port " + facts.port();
            }
        }
        if (its.isEmpty()) {
            return "the log shows no accept of " + client + port + likely(server.sight());
        }
        return calls(server, client);
    }

    private static @Nullable String calls(Follower server, @Nullable String client) {
        var sight = server.sight();
        if (sight.accepts() == 0) {
            return "the log shows no accept on a TCP port" + likely(sight);
        }
        var unknown = sight.withoutAccept();
        if (unknown != null && (client == null || client.equals(unknown.client()))) {
            return "the log shows calls for %s (port %d), but no accept%s"
                    .formatted(unknown.client(), unknown.peerPort(), likely(sight));
        }
        if (isCounted(server) && likely(sight).isEmpty()) {
            return null; // not a byte is missing
        }
        if (sight.receives() == 0) {
            return "no traced call receives anything"
                    + (sight.spawns() == 0 || !likely(sight).isEmpty()
                            ? likely(sight)
                            : ": the server starts threads or processes; strace -f follows them");
        }
        if (sight.heard() > 0 && sight.sends() == 0) {
            return "no traced call sent a reply" + likely(sight);
        }
        var unfollowed = sight.unfollowed();
        if (unfollowed != null) {
            return moves(unfollowed);
        }
        return null;
    }

    /** Whether every client has counted what it got: then it would show if bytes were missing. */
    private static boolean isCounted(Follower server) {
        return !server.clients().isEmpty()
                && server.clients().stream().allMatch(client -> client.received() >= 0);
    }

    /** The bytes of a client that no call of the log has moved; null where there are none. */
    public static @Nullable String bytes(Follower server, ClientFacts client) {
        long sent = 0;
        long received = 0;
        for (var connection : server.connections(client)) {
            sent += connection.sent();
            received += connection.received();
        }
        if (client.received() > sent) {
            return "%s got %s that no traced call sent%s"
                    .formatted(
                            client.name(), count(client.received() - sent), reason(server.sight()));
        }
        if (client.answered() > received) {
            return "%s was answered to %s that no traced call received%s"
                    .formatted(
                            client.name(),
                            count(client.answered() - received),
                            reason(server.sight()));
        }
        return null;
    }

    /**
     * What of one client can't be seen: bytes of it, or all of it where the server has done
     * something out of sight. Null if there is no sign of that.
     */
    public static @Nullable String ofClient(Follower server, ClientFacts client) {
        var bytes = bytes(server, client);
        if (bytes != null) {
            return bytes;
        }
        var untraced = server.sight().untracedChild();
        if (untraced != null) {
            return "a child was started with CLONE_UNTRACED (line "
                    + untraced.line()
                    + "): strace can't see the bytes that it moves, and the calls that strace asks"
                    + " for may fail in it";
        }
        var heard = false;
        for (var connection : server.connections(client)) {
            heard |= connection.received() > 0 && connection.unfollowed() == null;
        }
        var likely = likely(server.sight());
        return heard || likely.isEmpty()
                ? null
                : "what %s sent was received by no traced call%s".formatted(client.name(), likely);
    }

    /**
     * The verdict where a client was there before the log began, as such a client could break the
     * claim; null if there was none.
     *
     * @param because what that client may have done out of sight: "it may have asked before"
     */
    static @Nullable Verdict stranger(String sentence, Follower server, String because) {
        var stranger = server.sight().stranger();
        if (stranger == null) {
            return null;
        }
        return Verdict.undecided(
                sentence,
                "the log can't tell",
                new EvidenceTable(server).add(stranger, "", "a client that was there").rows(),
                "line %d serves a client that the log did not see come: %s"
                        .formatted(stranger.line(), because),
                "attach strace before the first client connects, or start the server by it");
    }

    private static String moves(Syscall unfollowed) {
        return ("the server calls %s (line %d), which moves bytes where the claims can't "
                        + "follow them")
                .formatted(unfollowed.name(), unfollowed.line());
    }

    private static String count(long bytes) {
        return bytes == 1 ? "1 byte" : bytes + " bytes";
    }

    private static String reason(Sight sight) {
        var likely = likely(sight);
        return likely.isEmpty() ? ": a process that strace does not follow moves them" : likely;
    }

    /** What may have been done out of strace's sight; nothing if the log has no sign of it. */
    static String likely(Sight sight) {
        var ring = sight.ioUring();
        if (ring != null) {
            return ": the server uses io_uring (line "
                    + ring.line()
                    + "), whose input and output strace can't see";
        }
        var unfollowed = sight.unfollowed();
        if (unfollowed != null) {
            return ": " + moves(unfollowed);
        }
        var untraced = sight.untracedChild();
        if (untraced != null) {
            return ": a child was started with CLONE_UNTRACED (line "
                    + untraced.line()
                    + "), and strace can't see what it does";
        }
        var passed = sight.passedDescriptors();
        if (passed != null) {
            // With -yy its calls for them would count, if the log had them.
            var named = passed.arg(0).contains("<UNIX");
            return ": descriptors were handed to another process (SCM_RIGHTS, line "
                    + passed.endLine()
                    + (named
                            ? "), whose calls the log does not show"
                            : "); only strace -yy tells whose they are");
        }
        return "";
    }
}
