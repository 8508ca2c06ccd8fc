package org.syscalllabs.testkit.failure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.Words;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.view.Quoted;

/**
 * A client was not served as its script says: a wrong reply, none, one too many, or one at the
 * wrong time. Each names the lines of the trace that show it.
 */
public final class ClientExpectation extends AssertionError {

    private static final int SHOWN_BYTES = 80;

    private ClientExpectation(FailureText text) {
        super(text.toString());
    }

    /** A client could not connect in time. */
    public static ClientExpectation notConnected(ServerFacts server, String client) {
        return new ClientExpectation(
                FailureText.expected(client + " can connect")
                        .butWas("not in " + FailureText.seconds(server.timeout()))
                        .evidence(PendingCalls.evidence(server))
                        .because(PendingCalls.sentence(server))
                        .hint("a full backlog looks like this: give listen() a larger one")
                        .output(server)
                        .trace(server));
    }

    /** A client got another reply than the one that the request calls for. */
    public static ClientExpectation wrongReply(
            ServerFacts server,
            int port,
            String client,
            byte[] request,
            String expected,
            Reply got) {
        return new ClientExpectation(
                FailureText.expected(
                                "%s gets %s for %s".formatted(client, expected, words(request)))
                        .butWas(got.shown())
                        .evidence(LastCalls.evidence(server, port, client))
                        .sent(Quoted.of(request, SHOWN_BYTES))
                        .hint(hint(expected, got, request))
                        .trace(server));
    }

    /** What a reply that is not understood may mean, and which one would be. */
    private static String hint(String expected, Reply got, byte[] request) {
        if (expected.equals("OK") && Words.meansOk(got)) {
            return "it probably means OK: what is understood is +OK or OK, see docs/protocol.md";
        }
        if (expected.equals("(nil)") && Words.meansNothing(got)) {
            return "it probably means nothing: what is understood is $-1 or (nil), see"
                    + " docs/protocol.md";
        }
        if (got.unquoted().equals(expected)) {
            return "reply with the value itself, without quotes";
        }
        var line = request.length > 0 && request[0] != '*';
        return line && !got.isResp() && Words.meansNothing(got)
                ? "a line ends in \\r\\n: is the \\r left in the key, or in the value?"
                : "";
    }

    private static String words(byte[] request) {
        var text = Quoted.of(request, SHOWN_BYTES);
        return request.length > 0 && request[0] == '*'
                ? text
                : text.substring(1, text.length() - 1).replace("\\r\\n", "");
    }

    /** A client got bytes and had sent no request. */
    public static ClientExpectation answeredBeforeAsked(
            ServerFacts server, int port, String client, byte[] bytes) {
        return new ClientExpectation(
                crossedOr(
                                server,
                                FailureText.expected(
                                                client + " gets nothing before the first request")
                                        .butWas(
                                                "the server sent "
                                                        + Quoted.of(bytes, SHOWN_BYTES)
                                                        + " unasked"),
                                LastCalls.evidence(server, port, client),
                                "",
                                "receive a request before you send a reply")
                        .trace(server));
    }

    /** A client got more than one reply for one request. */
    public static ClientExpectation answeredTwice(
            ServerFacts server,
            int port,
            String client,
            String request,
            String reply,
            byte[] more) {
        return new ClientExpectation(
                FailureText.expected("%s gets one reply%s".formatted(client, forRequest(request)))
                        .butWas(
                                "after %s the server sent %s too"
                                        .formatted(reply, Quoted.of(more, SHOWN_BYTES)))
                        .evidence(LastCalls.evidence(server, port, client))
                        .hint(
                                more.length > 0 && more[0] == 0
                                        ? "the NUL that ends a string of C was sent, too: send"
                                                + " strlen() bytes, not sizeof"
                                        : "send each reply once")
                        .trace(server));
    }

    /** The server ended a connection that its client still needs. */
    public static ClientExpectation closedEarly(
            ServerFacts server, int port, String client, String expected, boolean reset) {
        return new ClientExpectation(
                FailureText.expected(expected)
                        .butWas(
                                "the server "
                                        + (reset ? "reset" : "closed")
                                        + " "
                                        + client
                                        + "'s connection")
                        .evidence(LastCalls.evidence(server, port, client))
                        .hint(
                                "serve a client until its receive returns 0 bytes:"
                                        + " then it has left")
                        .output(server)
                        .trace(server));
    }

    /** A client got no whole reply, and will get none: the server rests, or the time is over. */
    public static ClientExpectation noReply(
            ServerFacts server, int port, String client, String expected, byte[] part) {
        var taken = server.lastCalls(port).isEmpty() && part.length == 0;
        var was =
                part.length > 0
                        ? "only " + Quoted.of(part, SHOWN_BYTES) + " came"
                        : taken ? "no reply came: no accept has taken " + client : "no reply came";
        return new ClientExpectation(
                crossedOr(
                                server,
                                FailureText.expected(expected).butWas(was + when(server)),
                                both(
                                        LastCalls.evidence(server, port, client),
                                        PendingCalls.evidence(server)),
                                PendingCalls.sentence(server),
                                whatIsMissing(server, port))
                        .output(server)
                        .trace(server));
    }

    private static String whatIsMissing(ServerFacts server, int port) {
        if (hasTheRequest(server, port)) {
            return "it has the request: answer each line when it has come, and flush what is"
                    + " buffered";
        }
        return server.serves() || server.isOver()
                ? ""
                : "it listens, and has never called accept(), which takes a client from the"
                        + " backlog";
    }

    /** The last that came of the client were bytes, and the server asks it for more. */
    private static boolean hasTheRequest(ServerFacts server, int port) {
        var calls = server.lastCalls(port);
        return !calls.isEmpty()
                && calls.getLast() instanceof Syscall last
                && last.family() == Family.RECEIVE
                && last.value() > 0
                && last.payload().text().endsWith("\n")
                && server.pending().stream()
                        .anyMatch(
                                call -> call.family() == Family.RECEIVE && call.fd() == last.fd());
    }

    private static String when(ServerFacts server) {
        return server.isOver() ? "" : ", and the server does nothing more";
    }

    /** Where a reply went to another client, that says more than the client's own lines. */
    private static FailureText crossedOr(
            ServerFacts server,
            FailureText text,
            List<Evidence> evidence,
            String because,
            String hint) {
        var verdict = server.trace().judge(Claims.everyRequestGotOneReply());
        if (verdict instanceof Verdict.Refuted refuted
                && refuted.finding().contains("was answered on")) {
            return text.evidence(refuted.evidence())
                    .because(refuted.finding() + ": " + refuted.because())
                    .hint(refuted.hint());
        }
        return text.evidence(evidence).because(because).hint(hint);
    }

    private static List<Evidence> both(List<Evidence> some, List<Evidence> others) {
        var rows = new ArrayList<>(some);
        rows.addAll(others);
        rows.sort(Comparator.comparingInt(Evidence::line));
        return rows;
    }

    /** A client got its reply while one that came earlier still waits for its own. */
    public static ClientExpectation servedFirst(ServerFacts server, String late, String early) {
        return new ClientExpectation(
                crossedOr(
                                server,
                                FailureText.expected(
                                                "%s, who asked first, is served before %s"
                                                        .formatted(early, late))
                                        .butWas(
                                                "%s got a reply and %s got none"
                                                        .formatted(late, early)),
                                PendingCalls.evidence(server),
                                PendingCalls.sentence(server),
                                "serve the client that accept() gave you before you accept the"
                                        + " next")
                        .trace(server));
    }

    /** A client that should wait was served. */
    public static ClientExpectation didNotWait(
            ServerFacts server, String client, List<String> others, String was) {
        var served =
                others.isEmpty() ? "" : " while " + String.join(" and ", others) + " is served";
        var text = FailureText.expected("%s waits%s".formatted(client, served)).butWas(was);
        var verdict = server.trace().judge(Claims.servedOneAtATime());
        if (!verdict.isProved() && !verdict.evidence().isEmpty()) {
            text.evidence(verdict.evidence()).because(verdict.because()).hint(verdict.hint());
        }
        return new ClientExpectation(text.trace(server));
    }

    /** A client has left, and the server has not seen it. */
    public static ClientExpectation leftUnnoticed(ServerFacts server, int port, String client) {
        return new ClientExpectation(
                FailureText.expected("the server sees that " + client + " has left")
                        .butWas("it has not, and does nothing more")
                        .evidence(
                                both(
                                        LastCalls.evidence(server, port, client),
                                        PendingCalls.evidence(server)))
                        .because(PendingCalls.sentence(server))
                        .hint("read until receive returns 0 bytes, then close the connection")
                        .trace(server));
    }

    /** {@code for GET name}, or nothing before the first request. */
    private static String forRequest(String request) {
        return request.isEmpty() ? "" : " for " + request;
    }
}
