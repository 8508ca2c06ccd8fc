package org.syscalllabs.testkit.failure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.syscalllabs.trace.claim.Claims;

/**
 * A client was not served as its script says: a wrong reply, none, one too many, or one at the
 * wrong time.
 */
public final class ClientExpectation extends AssertionError {

    private ClientExpectation(FailureText text) {
        super(text.toString());
    }

    /** A client got another reply than the one that the request calls for. */
    public static ClientExpectation wrongReply(
            ServerFacts server, String client, String request, String expected, String got) {
        return new ClientExpectation(
                FailureText.expected(client + " gets " + expected + forRequest(request))
                        .butWas(got)
                        .trace(server));
    }

    /** A client got bytes and had sent no request. */
    public static ClientExpectation answeredBeforeAsked(
            ServerFacts server, String client, byte[] bytes) {
        return new ClientExpectation(
                FailureText.expected(client + " gets nothing before the first request")
                        .butWas("the server sent " + quoted(bytes) + " unasked")
                        .hint("receive a request before you send a reply")
                        .trace(server));
    }

    /** A client got more than one reply for one request. */
    public static ClientExpectation answeredTwice(
            ServerFacts server, String client, String request, String reply, byte[] more) {
        return new ClientExpectation(
                FailureText.expected(client + " gets one reply" + forRequest(request))
                        .butWas("after " + reply + " the server sent " + quoted(more) + " too")
                        .hint("send each reply once")
                        .trace(server));
    }

    /** The server ended a connection that its client still needs. */
    public static ClientExpectation closedEarly(
            ServerFacts server, String client, String expected, boolean reset) {
        return new ClientExpectation(
                FailureText.expected(expected)
                        .butWas(
                                "the server "
                                        + (reset ? "reset" : "closed")
                                        + " "
                                        + client
                                        + "'s connection")
                        .hint(
                                "serve a client until its receive returns 0 bytes:"
                                        + " then it has left")
                        .output(server)
                        .trace(server));
    }

    /** A client got no whole reply in time. */
    public static ClientExpectation noReply(ServerFacts server, String expected, byte[] part) {
        var waited = FailureText.seconds(server.timeout());
        return new ClientExpectation(
                FailureText.expected(expected)
                        .butWas(
                                part.length == 0
                                        ? "no reply came in " + waited
                                        : "only " + quoted(part) + " came in " + waited)
                        .evidence(PendingCalls.evidence(server))
                        .because(PendingCalls.sentence(server))
                        .output(server)
                        .trace(server));
    }

    /** A client got its reply while one that came earlier still waits for its own. */
    public static ClientExpectation servedFirst(ServerFacts server, String late, String early) {
        return new ClientExpectation(
                FailureText.expected(early + ", who asked first, is served before " + late)
                        .butWas(late + " got a reply and " + early + " got none")
                        .evidence(PendingCalls.evidence(server))
                        .because(PendingCalls.sentence(server))
                        .hint("serve the client that accept() gave you before you accept the next")
                        .trace(server));
    }

    /** A client that should wait was served. */
    public static ClientExpectation didNotWait(
            ServerFacts server, String client, List<String> others, String was) {
        var text =
                FailureText.expected(
                                client
                                        + " waits"
                                        + (others.isEmpty()
                                                ? ""
                                                : " while "
                                                        + String.join(" and ", others)
                                                        + " is served"))
                        .butWas(was);
        var verdict = server.trace().judge(Claims.servedOneAtATime());
        if (!verdict.isProved() && !verdict.evidence().isEmpty()) {
            text.evidence(verdict.evidence()).because(verdict.because()).hint(verdict.hint());
        }
        return new ClientExpectation(text.trace(server));
    }

    /** A client has left, and the server has not seen it. */
    public static ClientExpectation leftUnnoticed(ServerFacts server, String client) {
        return new ClientExpectation(
                FailureText.expected("the server sees that " + client + " has left")
                        .butWas("it had not in " + FailureText.seconds(server.timeout()))
                        .evidence(PendingCalls.evidence(server))
                        .because(PendingCalls.sentence(server))
                        .hint("read until receive returns 0 bytes, then close the connection")
                        .trace(server));
    }

    /** {@code for GET name}, or nothing before the first request. */
    private static String forRequest(String request) {
        return request.isEmpty() ? "" : " for " + request;
    }

    /** Bytes as a string of Java shows them. */
    private static String quoted(byte[] bytes) {
        var text = new String(bytes, 0, Math.min(bytes.length, 80), StandardCharsets.ISO_8859_1);
        var shown = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
        return "\"" + shown + "\"" + (bytes.length > 80 ? "… (" + bytes.length + " bytes)" : "");
    }
}
